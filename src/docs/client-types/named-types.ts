import type * as JsonSchemaToTypescript from 'json-schema-to-typescript';
import { optionalPeer } from '../../optional-peer';
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

  /** @param definitions of the model; they keep their names, as schemas refer to them */
  constructor(definitions: Readonly<Record<string, JsonSchema>>) {
    for (const [name, schema] of Object.entries(definitions)) {
      this.#taken.add(name);
      this.#schemas.set(name, typeSchema(schema));
    }
  }

  /** A name that nothing else in the file has, of letters and digits. */
  name(wanted: string): string {
    const words = wanted.split(/[^A-Za-z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    const plain = words.join('').replace(/^\d+/, '') || 'Type';
    let name = plain;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${plain}${count}`;
    this.#taken.add(name);
    return name;
  }

  /** The type of a schema as it is written where it is used: its name, or itself where it is short. */
  type(schema: JsonSchema, wanted: string): string {
    const reduced = typeSchema(schema);
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
