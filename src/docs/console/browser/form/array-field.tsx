import type { JSX } from 'preact';
import type { JsonSchema } from '../../../json-schema/types';
import { exampleOf } from '../schema/example';
import { type FieldProps, useForm } from './form-context';
import { Mistakes } from './frame';
import { mistakesAt } from './mistakes';
import { fieldId } from './value';

type Props = FieldProps & {
  readonly items: readonly JsonSchema[];
  readonly others: JsonSchema | undefined;
  readonly kind: string;
};

/** A list: a field for each item, to which one adds and from which one takes. */
export function ArrayField({
  path,
  label,
  schema,
  value,
  required,
  items,
  others,
  kind,
  onChange,
  onRemove,
}: Props): JSX.Element {
  const { Field, form, definitions, mistakes } = useForm();
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const wrong = mistakesAt(mistakes, path);
  const nextSchema = items[list.length] ?? others;
  return (
    <fieldset class={wrong.length > 0 ? 'group wrong' : 'group'}>
      <legend>
        {label || 'List'} {required && <span class="required">required</span>}
        <span class="field-hint">{kind}</span>
      </legend>
      {onRemove && (
        <button type="button" class="quiet small remove" onClick={onRemove} aria-label={`Remove ${label}`}>
          Remove
        </button>
      )}
      {typeof schema.description === 'string' && <p class="field-note">{schema.description}</p>}
      <div class="fields">
        {list.length === 0 && <p class="field-note">The list is empty.</p>}
        {list.map((item, index) => (
          <Field
            key={index}
            path={[...path, index]}
            label={`${label || 'Item'} ${index + 1}`}
            schema={items[index] ?? others ?? {}}
            value={item}
            required
            onChange={(next) => onChange(list.map((each, at) => (at === index ? next : each)))}
            onRemove={() => onChange(list.filter((_each, at) => at !== index))}
          />
        ))}
        {nextSchema && (
          <button
            type="button"
            class="small add"
            onClick={() => onChange([...list, exampleOf(nextSchema, definitions, 1)])}
          >
            Add an item
          </button>
        )}
        <Mistakes id={`${fieldId(form, path)}-wrong`} mistakes={wrong} />
      </div>
    </fieldset>
  );
}
