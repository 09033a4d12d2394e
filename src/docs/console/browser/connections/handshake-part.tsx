import type { JSX } from 'preact';
import type { JsonSchema } from '../../../json-schema/types';
import type { ParameterModel } from '../../../model/model';
import { useConsole } from '../console-state';
import { FormOf } from '../form/form';
import { useForm } from '../form/form-context';
import type { Mistake } from '../form/mistakes';
import { ValueEditor } from '../form/value-editor';
import { isObject } from '../form/value';

interface Props {
  readonly title: string;
  readonly note?: string;
  readonly isWarning?: boolean;
  readonly schema: JsonSchema;
  readonly form: string;
  readonly mistakes: readonly Mistake[];
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly onReadable: (isReadable: boolean) => void;
  readonly open: boolean;
}

/** A part of the handshake: a form from its schema, or keys and values. */
export function HandshakePart(props: Props): JSX.Element {
  const { title, note, isWarning = false, schema, form, mistakes, value, onChange, onReadable, open } = props;
  const { loaded } = useConsole();
  const isUsed = isObject(value) && Object.keys(value).length > 0;
  return (
    <details class="handshake" open={open || isUsed || mistakes.length > 0}>
      <summary>{title}</summary>
      {note && <p class={isWarning ? 'field-note warning' : 'field-note'}>{note}</p>}
      <ValueEditor title={title} value={value} onChange={onChange} onReadable={onReadable}>
        <FormOf
          form={form}
          definitions={loaded.contract.definitions}
          mistakes={mistakes}
          secrets={loaded.settings.redact}
        >
          <Whole schema={schema} value={value} onChange={onChange} />
        </FormOf>
      </ValueEditor>
    </details>
  );
}

function Whole({ schema, value, onChange }: Pick<Props, 'schema' | 'value' | 'onChange'>): JSX.Element {
  const { Field } = useForm();
  return <Field path={[]} label="" schema={schema} value={value} required onChange={onChange} />;
}

interface ParametersProps {
  readonly parameters: readonly ParameterModel[];
  readonly value: Readonly<Record<string, string>>;
  readonly onChange: (value: Readonly<Record<string, string>>) => void;
}

/** The parameters of a pattern namespace: `roomId` of `/rooms/:roomId`. */
export function Parameters({ parameters, value, onChange }: ParametersProps): JSX.Element {
  const { Field } = useForm();
  return (
    <div class="fields">
      {parameters.map(({ name, schema }) => (
        <Field
          key={name}
          path={[name]}
          label={name}
          schema={schema}
          value={value[name]}
          required
          onChange={(next) =>
            onChange({ ...value, [name]: typeof next === 'string' ? next : JSON.stringify(next ?? '') })
          }
        />
      ))}
    </div>
  );
}
