import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { JsonSchema } from '../../../json-schema/types';
import { exampleOf } from '../schema/example';
import { type Member, resolve, shapeOf } from '../schema/resolve';
import { type FieldProps, useForm } from './form-context';
import { Mistakes } from './frame';
import { mistakesAt, mistakesBelow } from './mistakes';
import { fieldId, isObject, withMember } from './value';

type Props = FieldProps & { readonly members: readonly Member[]; readonly others: JsonSchema | undefined };

/** An object: a field for each member, and for further keys where there may be some. */
export function ObjectField(props: Props): JSX.Element {
  const { path, label, schema, value, required, members, others, onChange, onRemove } = props;
  const { Field, form, mistakes } = useForm();
  const object = isObject(value) ? value : {};
  const known = new Set(members.map(({ name }) => name));
  const further = Object.keys(object).filter((name) => !known.has(name));
  const change = (name: string) => (member: unknown) => onChange(withMember(object, name, member));
  const wrong = mistakesAt(mistakes, path);
  const fields = (
    <>
      {members.map((member) => (
        <MemberField
          key={member.name}
          member={member}
          path={path}
          value={object[member.name]}
          onChange={change(member.name)}
        />
      ))}
      {further.map((name) => (
        <Field
          key={name}
          path={[...path, name]}
          label={name}
          schema={others ?? {}}
          value={object[name]}
          required
          onChange={change(name)}
          onRemove={() => onChange(withMember(object, name, undefined))}
        />
      ))}
      {others && (
        <NewKey
          id={fieldId(form, [...path, '+'])}
          schema={others}
          taken={object}
          onAdd={(name, member) => change(name)(member)}
        />
      )}
      <Mistakes
        id={`${fieldId(form, path)}-wrong`}
        mistakes={[...wrong, ...withoutField(mistakes, path, known, object)]}
      />
    </>
  );
  if (label === '') return <div class="fields">{fields}</div>;
  return (
    <fieldset class={wrong.length > 0 ? 'group wrong' : 'group'}>
      <legend>
        {label} {required && <span class="required">required</span>}
      </legend>
      {onRemove && (
        <button type="button" class="quiet small remove" onClick={onRemove} aria-label={`Remove ${label}`}>
          Remove
        </button>
      )}
      {typeof schema.description === 'string' && <p class="field-note">{schema.description}</p>}
      <div class="fields">{fields}</div>
    </fieldset>
  );
}

/** Mistakes at keys that have no field of their own, with the key's name. */
function withoutField(
  mistakes: ReturnType<typeof mistakesAt>,
  path: FieldProps['path'],
  known: ReadonlySet<string>,
  object: Readonly<Record<string, unknown>>,
): ReturnType<typeof mistakesAt> {
  return mistakesBelow(mistakes, path).filter((mistake) => {
    const key = mistake.path[path.length];
    return key !== undefined && !known.has(String(key)) && !(String(key) in object);
  });
}

interface MemberProps {
  readonly member: Member;
  readonly path: FieldProps['path'];
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** Fields of one line are always there; what is optional and larger is added by a button. */
function MemberField({ member: { name, schema, required }, path, value, onChange }: MemberProps): JSX.Element {
  const { Field, definitions, mistakes, form } = useForm();
  const place = [...path, name];
  const { kind } = shapeOf(resolve(schema, definitions), definitions);
  const isLarge = ['object', 'array', 'alternatives', 'binary'].includes(kind);
  if (isLarge && value === undefined) {
    const wrong = mistakesBelow(mistakes, place);
    return (
      <div class={wrong.length > 0 ? 'field absent wrong' : 'field absent'}>
        <div class="field-head">
          <span class="label">{name}</span>
          <span class="field-hint">{required ? <span class="required">required</span> : 'left out'}</span>
          <button
            type="button"
            class="quiet small"
            onClick={() => onChange(exampleOf(schema, definitions))}
            aria-label={`Add ${name}`}
          >
            Add
          </button>
        </div>
        <Mistakes id={`${fieldId(form, place)}-wrong`} mistakes={wrong} />
      </div>
    );
  }
  return (
    <Field
      path={place}
      label={name}
      schema={schema}
      value={value}
      required={required}
      onChange={onChange}
      onRemove={isLarge && !required ? () => onChange(undefined) : undefined}
    />
  );
}

interface NewKeyProps {
  readonly id: string;
  readonly schema: JsonSchema;
  readonly taken: object;
  readonly onAdd: (name: string, value: unknown) => void;
}

function NewKey({ id, schema, taken, onAdd }: NewKeyProps): JSX.Element {
  const { definitions } = useForm();
  const [name, setName] = useState('');
  const add = (): void => {
    if (name === '' || name in taken) return;
    const shape = shapeOf(resolve(schema, definitions), definitions).kind;
    onAdd(name, shape === 'any' || shape === 'string' ? '' : exampleOf(schema, definitions));
    setName('');
  };
  return (
    <div class="new-key">
      <label for={id}>Another key</label>
      <input
        id={id}
        value={name}
        placeholder="name"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        onInput={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          add();
        }}
      />
      <button type="button" class="small" onClick={add}>
        Add key
      </button>
    </div>
  );
}
