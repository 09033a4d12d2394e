import type { JSX } from 'preact';
import type { JsonSchema } from '../../../json-schema/types';
import { Details } from '../page/details';
import { type Definitions, resolve, shapeOf } from './resolve';
import { boundsOf, kindOf } from './words';

const MAX_OPEN_DEPTH = 3;

interface Props {
  readonly schema: JsonSchema;
  readonly definitions: Definitions;
  readonly depth?: number;
}

/** A schema to read: its kind, its bounds, and a row for each member. */
export function SchemaView({ schema, definitions, depth = 0 }: Props): JSX.Element {
  const resolved = resolve(schema, definitions);
  return (
    <div class="schema">
      <p class="schema-kind">
        <Kind schema={schema} definitions={definitions} />
      </p>
      {typeof resolved.description === 'string' && <p class="field-note">{resolved.description}</p>}
      <Inside schema={resolved} definitions={definitions} depth={depth} />
    </div>
  );
}

function Kind({ schema, definitions }: Props): JSX.Element {
  const bounds = boundsOf(resolve(schema, definitions));
  return (
    <>
      {kindOf(schema, definitions)}
      {bounds.length > 0 && <span class="bounds">{bounds.join(', ')}</span>}
    </>
  );
}

/** What stands in an object, a list, or each of several alternatives. */
function Inside({ schema, definitions, depth = 0 }: Props): JSX.Element | null {
  const shape = shapeOf(schema, definitions);
  const next = { definitions, depth: depth + 1 };
  switch (shape.kind) {
    case 'object':
      if (shape.members.length === 0 && !hasInside(shape.others, definitions)) return null;
      return (
        <dl class="members">
          {shape.members.map(({ name, schema: member, required }) => (
            <Row key={name} name={name} schema={member} required={required} {...next} />
          ))}
          {shape.others && hasInside(shape.others, definitions) && (
            <Row name="any other key" schema={shape.others} required={false} {...next} />
          )}
        </dl>
      );
    case 'array':
      if (shape.items.length === 0 && !hasInside(shape.others, definitions)) return null;
      return (
        <dl class="members">
          {shape.items.map((item, index) => (
            <Row key={index} name={`item ${index + 1}`} schema={item} required {...next} />
          ))}
          {shape.others && <Row name="each item" schema={shape.others} required={false} {...next} />}
        </dl>
      );
    case 'alternatives':
      if (!shape.of.some((each) => hasInside(each, definitions))) return null;
      return (
        <dl class="members">
          {shape.of.map((each, index) => (
            <Row key={index} name={index === 0 ? 'either' : 'or'} schema={each} required={false} {...next} />
          ))}
        </dl>
      );
    default:
      return null;
  }
}

type RowProps = Required<Props> & { readonly name: string; readonly required: boolean };

function Row({ name, schema, required, definitions, depth }: RowProps): JSX.Element {
  const resolved = resolve(schema, definitions);
  const inside = hasInside(schema, definitions);
  const isNamed = typeof schema.$ref === 'string';
  return (
    <div class="member">
      <dt>
        <code>{name}</code>
        {required && <span class="required">required</span>}
      </dt>
      <dd>
        <Kind schema={schema} definitions={definitions} />
        {typeof resolved.description === 'string' && <p class="field-note">{resolved.description}</p>}
        {inside && !isNamed && depth <= MAX_OPEN_DEPTH && (
          <Inside schema={resolved} definitions={definitions} depth={depth} />
        )}
        {inside && (isNamed || depth > MAX_OPEN_DEPTH) && (
          <Folded schema={resolved} definitions={definitions} depth={depth} />
        )}
      </dd>
    </div>
  );
}

/** Drawn only when it is opened: a schema may hold itself. */
function Folded(props: Required<Props>): JSX.Element {
  return <Details summary="what it holds">{() => <Inside {...props} />}</Details>;
}

function hasInside(schema: JsonSchema | undefined, definitions: Definitions): boolean {
  if (!schema) return false;
  const shape = shapeOf(resolve(schema, definitions), definitions);
  if (shape.kind === 'object') return shape.members.length > 0 || hasInside(shape.others, definitions);
  return (
    shape.kind === 'alternatives' ||
    (shape.kind === 'array' && (shape.items.length > 0 || hasInside(shape.others, definitions)))
  );
}
