import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { fromJson, toJson } from './value';

interface Props {
  /** Of the value, for the tabs: `Arguments`. */
  readonly title: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** Says that the JSON cannot be read, or that it can again. */
  readonly onReadable?: ((isReadable: boolean) => void) | undefined;
  /** The form. */
  readonly children: ComponentChildren;
}

/** The same value as a form and as JSON; the JSON may be anything, also what the schema forbids. */
export function ValueEditor({ title, value, onChange, onReadable, children }: Props): JSX.Element {
  const [mode, setMode] = useState<'form' | 'json'>('form');
  const id = useId();
  const choose = (next: 'form' | 'json'): void => {
    setMode(next);
    onReadable?.(true);
  };
  return (
    <div class="value-editor">
      <div class="tabs" role="group" aria-label={`${title} as`}>
        <button type="button" aria-pressed={mode === 'form'} onClick={() => choose('form')}>
          Form
        </button>
        <button type="button" aria-pressed={mode === 'json'} onClick={() => choose('json')}>
          JSON
        </button>
      </div>
      {mode === 'form' ? (
        children
      ) : (
        <JsonEditor id={id} label={`${title} as JSON`} value={value} onChange={onChange} onReadable={onReadable} />
      )}
    </div>
  );
}

type JsonProps = Pick<Props, 'value' | 'onChange' | 'onReadable'> & { readonly id: string; readonly label: string };

function JsonEditor({ id, label, value, onChange, onReadable }: JsonProps): JSX.Element {
  const [text, setText] = useState(() => toJson(value));
  const [problem, setProblem] = useState('');
  const change = (next: string): void => {
    setText(next);
    try {
      onChange(next.trim() === '' ? undefined : fromJson(next));
      setProblem('');
      onReadable?.(true);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : 'This is not JSON');
      onReadable?.(false);
    }
  };
  return (
    <div class={problem ? 'field wrong' : 'field'}>
      <label class="visually-hidden" for={id}>
        {label}
      </label>
      <textarea
        id={id}
        class="code"
        rows={Math.min(16, Math.max(4, text.split('\n').length))}
        spellcheck={false}
        autocapitalize="none"
        aria-describedby={problem ? `${id}-wrong` : undefined}
        aria-invalid={problem ? 'true' : undefined}
        value={text}
        onInput={(event) => change(event.currentTarget.value)}
      />
      {problem && (
        <p class="mistake" id={`${id}-wrong`}>
          This is not JSON yet: {problem}
        </p>
      )}
    </div>
  );
}
