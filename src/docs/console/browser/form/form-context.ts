import { type ComponentType, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { JsonSchema } from '../../../json-schema/types';
import type { Definitions } from '../schema/resolve';
import type { Mistake } from './mistakes';
import type { Path } from './value';

/** A field of a value at a place in it. */
export interface FieldProps {
  readonly path: Path;
  readonly label: string;
  readonly schema: JsonSchema;
  /** `undefined` is left out. */
  readonly value: unknown;
  readonly required: boolean;
  readonly onChange: (value: unknown) => void;
  /** Takes the field away, where one has added it: a key of a record, an item of a list. */
  readonly onRemove?: (() => void) | undefined;
}

/** What all fields of a form share. */
export interface FormContext {
  /** The beginning of the ids of its fields. */
  readonly form: string;
  readonly definitions: Definitions;
  readonly mistakes: readonly Mistake[];
  /** Parts of keys whose values are not shown while one types. */
  readonly secrets: readonly string[];
  /** The field for any schema: fields hold fields. */
  readonly Field: ComponentType<FieldProps>;
}

export const Form = createContext<FormContext>({
  form: 'form',
  definitions: {},
  mistakes: [],
  secrets: [],
  Field: () => null,
});

export function useForm(): FormContext {
  return useContext(Form);
}
