import type { JSX } from 'preact';
import { resolve, shapeOf } from '../schema/resolve';
import { boundsOf, kindOf } from '../schema/words';
import { AlternativesField } from './alternatives-field';
import { AnyField } from './any-field';
import { ArrayField } from './array-field';
import { BinaryField } from './binary-field';
import { ChoiceField } from './choice-field';
import { type FieldProps, useForm } from './form-context';
import { FieldFrame } from './frame';
import { ObjectField } from './object-field';
import { TextField } from './text-field';

/** The field for a schema, whatever it is. */
export function Field(props: FieldProps): JSX.Element {
  const { definitions } = useForm();
  const schema = resolve(props.schema, definitions);
  const shape = shapeOf(schema, definitions);
  const resolved = { ...props, schema };
  const kind = kindOf(props.schema, definitions);
  switch (shape.kind) {
    case 'object':
      return <ObjectField {...resolved} members={shape.members} others={shape.others} />;
    case 'array':
      return <ArrayField {...resolved} items={shape.items} others={shape.others} kind={kind} />;
    case 'alternatives':
      return <AlternativesField {...resolved} of={shape.of} />;
    case 'choice':
      return <ChoiceField {...resolved} values={shape.values} />;
    case 'boolean':
      return <ChoiceField {...resolved} values={[true, false]} />;
    case 'null':
      return <ChoiceField {...resolved} values={[null]} />;
    case 'binary':
      return <BinaryField {...resolved} />;
    case 'any':
      return <AnyField {...resolved} />;
    case 'string':
    case 'number':
    case 'integer': {
      const { kind: type } = shape;
      return (
        <FieldFrame {...resolved} hint={[kind, ...boundsOf(schema)].join(', ')}>
          {(attributes) => <TextField {...resolved} kind={type} attributes={attributes} />}
        </FieldFrame>
      );
    }
  }
}
