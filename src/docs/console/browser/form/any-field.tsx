import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { FieldProps } from './form-context';
import { FieldFrame } from './frame';
import { fromJson, toJson } from './value';

/** A value of any kind: JSON, or else the text that it is. */
export function AnyField(props: FieldProps): JSX.Element {
  const { value, onChange } = props;
  const [written, setWritten] = useState<{ text: string; value: unknown }>();
  // What was typed stays as it was typed, as long as nothing else has changed the value.
  const text = written && written.value === value ? written.text : textOf(value);
  const change = (next: string): void => {
    const read = valueOf(next);
    setWritten({ text: next, value: read });
    onChange(read);
  };
  return (
    <FieldFrame {...props} hint={hintFor(text, value)}>
      {(attributes) => (
        <textarea
          {...attributes}
          class="code"
          rows={Math.min(8, text.split('\n').length)}
          spellcheck={false}
          autocapitalize="none"
          placeholder="left out"
          value={text}
          onInput={(event) => change(event.currentTarget.value)}
        />
      )}
    </FieldFrame>
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string' && valueOf(value) === value) return value;
  return toJson(value);
}

function valueOf(text: string): unknown {
  if (text === '') return undefined;
  try {
    return fromJson(text);
  } catch {
    return text;
  }
}

function hintFor(text: string, value: unknown): string {
  if (text === '') return 'any value, as JSON or as text';
  return typeof value === 'string' ? 'sent as text' : 'sent as JSON';
}
