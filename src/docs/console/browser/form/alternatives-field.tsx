import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { JsonSchema } from '../../../json-schema/types';
import { exampleOf } from '../schema/example';
import { type Definitions, resolve, shapeOf } from '../schema/resolve';
import { kindOf } from '../schema/words';
import { type FieldProps, useForm } from './form-context';
import { fieldId, isBinary, isObject } from './value';

/** A value of one of several kinds: first the kind, then its own field. */
export function AlternativesField(props: FieldProps & { readonly of: readonly JsonSchema[] }): JSX.Element {
  const { path, label, value, of, onChange } = props;
  const { Field, form, definitions } = useForm();
  const [chosen, setChosen] = useState<number>();
  const fitting = of.findIndex((each) => fits(value, each, definitions));
  const index = chosen ?? Math.max(0, fitting);
  const id = `${fieldId(form, path)}-kind`;
  return (
    <div class="alternatives">
      <div class="kind">
        <label for={id}>{label ? `Kind of ${label}` : 'Kind'}</label>
        <select
          id={id}
          value={String(index)}
          onChange={(event) => {
            const next = Number(event.currentTarget.value);
            setChosen(next);
            onChange(exampleOf(of[next] ?? {}, definitions));
          }}
        >
          {of.map((each, at) => (
            <option key={at} value={String(at)}>
              {titleOf(each, definitions)}
            </option>
          ))}
        </select>
      </div>
      <Field {...props} key={index} schema={of[index] ?? {}} />
    </div>
  );
}

/** Objects are told from each other by a member that has one value only. */
function titleOf(schema: JsonSchema, definitions: Definitions): string {
  const resolved = resolve(schema, definitions);
  if (typeof resolved.title === 'string') return resolved.title;
  const shape = shapeOf(resolved, definitions);
  if (shape.kind !== 'object') return kindOf(schema, definitions);
  const [tag] = shape.members.flatMap((member) => {
    const of = shapeOf(resolve(member.schema, definitions), definitions);
    return of.kind === 'choice' && of.values.length === 1 ? [`${member.name}: ${String(of.values[0])}`] : [];
  });
  return tag ?? `object with ${shape.members.map(({ name }) => name).join(', ') || 'any keys'}`;
}

function fits(value: unknown, schema: JsonSchema, definitions: Definitions): boolean {
  const shape = shapeOf(resolve(schema, definitions), definitions);
  switch (shape.kind) {
    case 'choice':
      return shape.values.some((each) => JSON.stringify(each) === JSON.stringify(value));
    case 'object':
      return (
        isObject(value) &&
        shape.members.every((member) => {
          if (!(member.name in value)) return !member.required;
          const of = shapeOf(resolve(member.schema, definitions), definitions);
          return of.kind !== 'choice' || fits(value[member.name], member.schema, definitions);
        })
      );
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'binary':
      return isBinary(value);
    case 'alternatives':
      return shape.of.some((each) => fits(value, each, definitions));
    case 'any':
      return true;
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === shape.kind;
  }
}
