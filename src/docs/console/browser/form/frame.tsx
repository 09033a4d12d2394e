import type { ComponentChildren, JSX } from 'preact';
import { type FieldProps, useForm } from './form-context';
import { type Mistake, mistakesAt } from './mistakes';
import { fieldId } from './value';

/** What an input needs to be one with its label, its hint and what is wrong with it. */
export interface InputAttributes {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: 'true';
}

type FrameProps = Pick<FieldProps, 'path' | 'label' | 'schema' | 'required' | 'onRemove'> & {
  readonly hint: string;
  readonly children: (attributes: InputAttributes) => ComponentChildren;
};

/** A label above, the field itself, and what the server has found wrong below. */
export function FieldFrame({ path, label, schema, required, hint, onRemove, children }: FrameProps): JSX.Element {
  const { form, mistakes } = useForm();
  const wrong = mistakesAt(mistakes, path);
  const id = fieldId(form, path);
  const { description } = schema;
  const described = [...(hint ? [`${id}-hint`] : []), ...(wrong.length > 0 ? [`${id}-wrong`] : [])].join(' ');
  return (
    <div class={wrong.length > 0 ? 'field wrong' : 'field'}>
      <div class="field-head">
        <label for={id}>{label}</label>
        <span class="field-hint" id={`${id}-hint`}>
          {required && <span class="required">required</span>}
          {hint}
        </span>
        {onRemove && (
          <button type="button" class="quiet small" onClick={onRemove} aria-label={`Remove ${label}`}>
            Remove
          </button>
        )}
      </div>
      {children({
        id,
        ...(described && { 'aria-describedby': described }),
        ...(wrong.length > 0 && { 'aria-invalid': 'true' as const }),
      })}
      {typeof description === 'string' && <p class="field-note">{description}</p>}
      <Mistakes id={`${id}-wrong`} mistakes={wrong} />
    </div>
  );
}

/** What is wrong with a field. */
export function Mistakes({ id, mistakes }: { id: string; mistakes: readonly Mistake[] }): JSX.Element | null {
  if (mistakes.length === 0) return null;
  return (
    <p class="mistake" id={id}>
      {mistakes.map(({ message }) => message).join('; ')}
    </p>
  );
}
