import type { JSX, TargetedInputEvent } from 'preact';
import { isSecretKey } from '../redact';
import { type FieldProps, useForm } from './form-context';
import type { InputAttributes } from './frame';

const MANY_CHARACTERS = 250;

type Props = FieldProps & { readonly kind: 'string' | 'number' | 'integer'; readonly attributes: InputAttributes };

/** A text or a number. A number that is none is sent as the text it is: it is the server that says what is wrong. */
export function TextField({ kind, label, schema, value, required, onChange, attributes }: Props): JSX.Element {
  const { secrets } = useForm();
  const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const change = (written: string): void => onChange(read(written, kind, required));
  const isLong = kind === 'string' && (Number(schema.maxLength) > MANY_CHARACTERS || text.includes('\n'));
  if (isLong) {
    return <textarea {...attributes} rows={3} value={text} onInput={(event) => change(event.currentTarget.value)} />;
  }
  const shared = {
    ...attributes,
    autocomplete: 'off',
    autocapitalize: 'none' as const,
    spellcheck: false,
    placeholder: value === undefined ? 'left out' : '',
    value: text,
    onInput: ({ currentTarget }: TargetedInputEvent<HTMLInputElement>) => change(currentTarget.value),
  };
  if (isSecretKey(label, secrets)) return <input {...shared} type="password" />;
  return <input {...shared} type="text" inputMode={kind === 'string' ? 'text' : 'decimal'} />;
}

function read(text: string, kind: 'string' | 'number' | 'integer', required: boolean): unknown {
  if (kind === 'string') return text === '' && !required ? undefined : text;
  if (text.trim() === '') return undefined;
  // `1e3` and ` 1 ` stay as they are typed while one types them.
  return String(Number(text)) === text ? Number(text) : text;
}
