import { mapSubschemas } from './subschemas';
import { isJsonSchema, type JsonSchema } from './types';

/**
 * The definitions of a document: schemas that others refer to, each under a name of its own. Schemas that go through it
 * refer to `#/definitions/Name` of the document.
 */
export class Definitions {
  readonly #byName = new Map<string, JsonSchema>();

  /** By name, in the order of the names. */
  get all(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#byName].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }

  /**
   * Takes the definitions out of a schema in draft-07, and gives the schema for its place in the document.
   *
   * @param hint a name for the schema itself, where it refers to itself
   */
  add(schema: JsonSchema, hint: string): JsonSchema {
    const { definitions, ...root } = schema;
    const references = referencesIn(schema);
    if (references.size === 0) return root;
    const names = new Map<string, string>(); // by what refers to them
    const byDefinition = new Map<string, string>();
    for (const name of isJsonSchema(definitions) ? Object.keys(definitions) : []) {
      // A name in a reference is a pointer's: others write it as it is.
      const written = [name, pointed(name), encodeURIComponent(pointed(name))].map((each) => `#/definitions/${each}`);
      const found = written.filter((each) => references.has(each));
      if (found.length === 0) continue;
      const reserved = this.#reserve(name);
      for (const reference of found) names.set(reference, reserved);
      byDefinition.set(name, reserved);
    }
    // Of the root itself, or of any place in it.
    const own = [...references].some((each) => !names.has(each) && each.startsWith('#'))
      ? this.#reserve(hint)
      : undefined;
    const rename = (reference: string): string => {
      const name = names.get(reference);
      if (name !== undefined) return `#/definitions/${name}`;
      if (own === undefined || !reference.startsWith('#')) return reference;
      return `#/definitions/${own}${reference.slice(1).replace(/\/$/, '')}`;
    };
    const renamed = (each: JsonSchema): JsonSchema => {
      const mapped = mapSubschemas(each, renamed);
      return typeof mapped.$ref === 'string' ? { ...mapped, $ref: rename(mapped.$ref) } : mapped;
    };
    for (const [name, definition] of Object.entries(definitions ?? {})) {
      const known = byDefinition.get(name);
      if (known !== undefined) this.#byName.set(known, renamed(definition as JsonSchema)); // of `definitions`
    }
    if (own === undefined) return renamed(root);
    this.#byName.set(own, renamed(root));
    return { $ref: `#/definitions/${own}` };
  }

  /** A name that is free, in letters and digits. */
  #reserve(wanted: string): string {
    const words = wanted.split(/[^A-Za-z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    const base = words.join('').replace(/^\d+/, '') || 'Schema';
    let name = base;
    for (let count = 2; this.#byName.has(name); count += 1) name = `${base}${count}`;
    this.#byName.set(name, {});
    return name;
  }
}

/** A name as it stands in a JSON Pointer. @see https://www.rfc-editor.org/rfc/rfc6901#section-3 */
function pointed(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Everything that a schema refers to, itself included: `#`, `#/definitions/Name`, … */
export function referencesIn(schema: JsonSchema): Set<string> {
  const found = new Set<string>();
  const visit = (each: JsonSchema): JsonSchema => {
    if (typeof each.$ref === 'string') found.add(each.$ref);
    return mapSubschemas(each, visit);
  };
  visit(schema);
  return found;
}
