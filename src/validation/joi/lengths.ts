import { isRemakeable, joiFlags, joiParts, joiPreferences, joiRules, withChildren, withRules } from './internals';

/**
 * A schema that asks an array for its length before it looks at its items, which Joi does the other way round: so that
 * `.max(100)` protects from longer ones.
 *
 * @param schema of any Joi
 */
export function lengthsFirst<Schema extends object>(schema: Schema): Schema {
  try {
    return reordered(schema) as Schema; // another order of rules makes no other kind of schema
  } catch {
    return schema; // it cannot be taken apart: its metadata may go in circles
  }
}

function reordered(schema: object): object {
  if (!isRemakeable(schema) || mayRemoveItems(schema)) return schema;
  const inside = withChildren(schema, reordered);
  const { items, ordered } = joiParts(inside);
  if ([...items, ...ordered].some((item) => joiFlags(item).result === 'strip')) return inside;
  const [lengths, others] = partition(joiRules(inside), ({ name, method }) => {
    if (method !== 'length') return false;
    return name === 'max' || (name === 'length' && ordered.length === 0); // defaults of those make an array longer
  });
  const isOfArray = items.length + ordered.length > 0;
  return isOfArray && lengths.length > 0 ? withRules(inside, [...lengths, ...others]) : inside;
}

/** What is removed does not count in the length. */
function mayRemoveItems(schema: object): boolean {
  const { stripUnknown } = joiPreferences(schema);
  return typeof stripUnknown === 'object' && stripUnknown.arrays === true;
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
