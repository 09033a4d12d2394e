import type { JSX } from 'preact';
import type { FieldProps } from './form-context';
import { FieldFrame } from './frame';

/** One of some values; what stands there now may be another, which was written as JSON. */
export function ChoiceField(props: FieldProps & { readonly values: readonly unknown[] }): JSX.Element {
  const { values, value, required, onChange } = props;
  const options = values.map((each) => JSON.stringify(each));
  const chosen = value === undefined ? '' : JSON.stringify(value);
  const isOther = chosen !== '' && !options.includes(chosen);
  return (
    <FieldFrame {...props} hint={values.length === 1 ? 'fixed' : ''}>
      {(attributes) => (
        <select
          {...attributes}
          value={chosen}
          onChange={({ currentTarget }) => {
            onChange(currentTarget.value === '' ? undefined : (JSON.parse(currentTarget.value) as unknown));
          }}
        >
          {(!required || value === undefined) && <option value="">left out</option>}
          {isOther && <option value={chosen}>{chosen}</option>}
          {values.map((each, index) => (
            <option key={options[index]} value={options[index]}>
              {typeof each === 'string' ? each : options[index]}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}
