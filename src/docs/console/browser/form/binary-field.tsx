import type { JSX } from 'preact';
import { sizeOf } from '../timeline/binary';
import type { FieldProps } from './form-context';
import { FieldFrame } from './frame';
import { isBinary } from './value';

/** Bytes, from a file. */
export function BinaryField(props: FieldProps): JSX.Element {
  const { value, onChange } = props;
  const read = async (file: File | undefined): Promise<void> => {
    if (file) onChange(await file.arrayBuffer());
  };
  return (
    <FieldFrame {...props} hint={isBinary(value) ? `binary, now ${sizeOf(value)}` : 'binary'}>
      {(attributes) => (
        <input {...attributes} type="file" onChange={(event) => void read(event.currentTarget.files?.[0])} />
      )}
    </FieldFrame>
  );
}
