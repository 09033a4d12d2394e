import type { JSX } from 'preact';
import type { EventModel } from '../../../model/model';
import { FormOf } from '../form/form';
import { useForm } from '../form/form-context';
import type { Mistake } from '../form/mistakes';
import { exampleOf } from '../schema/example';
import { type Definitions, resolve, shapeOf } from '../schema/resolve';

interface Props {
  readonly event: EventModel;
  readonly definitions: Definitions;
  readonly secrets: readonly string[];
  readonly mistakes: readonly Mistake[];
  readonly args: readonly unknown[];
  readonly onChange: (args: readonly unknown[]) => void;
}

/** Fields for the arguments of an event, made from their schemas. */
export function ArgumentsForm({ event, definitions, secrets, mistakes, args, onChange }: Props): JSX.Element {
  return (
    <FormOf form="send" definitions={definitions} mistakes={mistakes} secrets={secrets}>
      <Fields event={event} definitions={definitions} args={args} onChange={onChange} />
    </FormOf>
  );
}

function Fields({
  event,
  definitions,
  args,
  onChange,
}: Pick<Props, 'event' | 'definitions' | 'args' | 'onChange'>): JSX.Element {
  const { Field } = useForm();
  const count = Math.max(event.arguments.length, args.length);
  const isAlone = count === 1 && event.rest === undefined;
  const canAdd = event.rest !== undefined || event.any;
  return (
    <div class="fields">
      {count === 0 && (
        <p class="field-note">
          {canAdd ? 'It may be sent with arguments, or with none.' : 'It is sent without a payload.'}
        </p>
      )}
      {Array.from({ length: count }, (_, index) => {
        const described = event.arguments[index];
        const schema = described?.schema ?? event.rest ?? {};
        const isObject = shapeOf(resolve(schema, definitions), definitions).kind === 'object';
        const isFurther = index >= event.arguments.length;
        return (
          <Field
            key={index}
            path={[index]}
            label={isAlone && isObject ? '' : isAlone ? 'Payload' : `Argument ${index + 1}`}
            schema={schema}
            value={args[index]}
            required={!(described?.optional ?? false)}
            onChange={(value) => onChange(withArgument(args, index, value))}
            onRemove={isFurther ? () => onChange(args.filter((_each, at) => at !== index)) : undefined}
          />
        );
      })}
      {canAdd && (
        <button
          type="button"
          class="small add"
          onClick={() => onChange([...args, exampleOf(event.rest ?? {}, definitions, 1)])}
        >
          Add an argument
        </button>
      )}
    </div>
  );
}

/** Arguments that are left out at the end are not sent. */
function withArgument(args: readonly unknown[], index: number, value: unknown): readonly unknown[] {
  const changed = Array.from({ length: Math.max(args.length, index + 1) }, (_, at) =>
    at === index ? value : args[at],
  );
  while (changed.length > 0 && changed.at(-1) === undefined) changed.pop();
  return changed;
}
