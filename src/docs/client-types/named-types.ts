import type * as JsonSchemaToTypescript from 'json-schema-to-typescript';
import { optionalPeer } from '../../optional-peer';
import { mapSubschemas } from '../json-schema/subschemas';
import type { JsonSchema } from '../json-schema/types';
import { plainType, typeSchema } from './type-schema';

/** The interface that refers to all others, so that they are written; it is cut out again. */
const ROOT = 'Root';
/** Names that the written file has for itself. */
const RESERVED = [ROOT, 'ClientToServerEvents', 'ServerToClientEvents', 'Auth'];

/** The types of a file: each schema gets a name, and all of them are written at once. */
export class NamedTypes {
  readonly #schemas = new Map<string, JsonSchema>();
  /** By what is written of them. */
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>(RESERVED);

  /** The names of definitions in the file, by their references. */
  readonly #definitions: ReadonlyMap<string, string>;

  /** @param definitions of the model */
  constructor(definitions: Readonly<Record<string, JsonSchema>>) {
    const names = Object.keys(definitions);
    this.#definitions = new Map(names.map((name) => [`#/definitions/${name}`, this.name(name)]));
    for (const [name, schema] of Object.entries(definitions)) {
      this.#schemas.set(this.#nameOf(`#/definitions/${name}`), this.#reduced(schema));
    }
  }

  /** A name that nothing else in the file has, of letters and digits. */
  name(wanted: string): string {
    const words = wanted.split(/[^A-Za-z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    // The library that writes them has a capital letter after digits.
    const plain =
      words
        .join('')
        .replace(/^\d+/, '')
        .replace(/^[a-z]|\d[a-z]/g, (found) => found.toUpperCase()) || 'Type';
    let name = plain;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${plain}${count}`;
    this.#taken.add(name);
    return name;
  }

  /** The type of a schema as it is written where it is used: its name, or itself where it is short. */
  type(schema: JsonSchema, wanted: string): string {
    const reduced = this.#reduced(schema);
    const plain = plainType(reduced);
    if (plain !== undefined) return plain;
    const keywords = Object.keys(reduced);
    if (typeof reduced.$ref === 'string' && keywords.length === 1) return reduced.$ref.replace('#/definitions/', '');
    const content = JSON.stringify(reduced);
    const known = this.#names.get(content);
    if (known !== undefined) return known;
    const name = this.name(wanted);
    this.#names.set(content, name);
    this.#schemas.set(name, reduced);
    return name;
  }

  /** What is left of a schema for a type, with the references of the file. */
  #reduced(schema: JsonSchema): JsonSchema {
    const renamed = (each: JsonSchema): JsonSchema => {
      const mapped = mapSubschemas(each, renamed);
      return typeof mapped.$ref === 'string'
        ? { ...mapped, $ref: `#/definitions/${this.#nameOf(mapped.$ref)}` }
        : mapped;
    };
    return renamed(typeSchema(schema));
  }

  /** A place in a definition has its name, too. */
  #nameOf(reference: string): string {
    const [definition, ...place] = reference.replace('#/definitions/', '').split('/');
    return [this.#definitions.get(`#/definitions/${definition}`) ?? definition, ...place].join('/');
  }

  /** @throws Error where `json-schema-to-typescript` is not installed */
  async write(): Promise<string> {
    if (this.#schemas.size === 0) return '';
    const peer = optionalPeer('json-schema-to-typescript', 'clientTypes()', 'npm install --save-dev');
    const { compile } = peer as typeof JsonSchemaToTypescript;
    const names = [...this.#schemas.keys()];
    const root = {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, { $ref: `#/definitions/${name}` }])),
      required: names,
      additionalProperties: false,
      definitions: Object.fromEntries(this.#schemas),
    };
    const written = await compile(root as object, ROOT, {
      additionalProperties: false,
      bannerComment: '',
      ignoreMinAndMaxItems: true,
      style: { singleQuote: true, printWidth: 120 },
    });
    return withoutRoot(written);
  }
}

function withoutRoot(written: string): string {
  const [before = '', after = ''] = written.split(`export interface ${ROOT} {\n`);
  return before + after.slice(after.indexOf('\n}\n') + '\n}\n'.length);
}
