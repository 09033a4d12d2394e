import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Field } from './field';
import { Form, type FormContext } from './form-context';

type Props = Omit<FormContext, 'Field'> & { readonly children: ComponentChildren };

/** Gives its fields what they share. */
export function FormOf({ form, definitions, mistakes, secrets, children }: Props): JSX.Element {
  const shared = useMemo(
    () => ({ form, definitions, mistakes, secrets, Field }),
    [form, definitions, mistakes, secrets],
  );
  return <Form.Provider value={shared}>{children}</Form.Provider>;
}
