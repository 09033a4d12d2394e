import { expectOptions } from '../../contract/known-options';
import type { GatewayRegistry } from '../../registry/definitions';
import type {
  ContractModel,
  DescriptionModel,
  EmittedEventModel,
  EventModel,
  NamespaceModel,
  PathModel,
} from '../model/model';
import { modelOf } from '../model/model-of';
import { emittedIn } from '../model/emitted-in';
import { comment } from './comment';
import { NamedTypes } from './named-types';

export interface ClientTypesOptions {
  /** The first lines of the file. @default a comment that says what it is */
  readonly banner?: string;
}

const BANNER = '// The contract of the gateways, for socket.io-client. It is generated: do not edit it.';

/**
 * Writes the types of a client as one `.d.ts`: a namespace of TypeScript for each of socket.io, with
 * `ClientToServerEvents` and `ServerToClientEvents`, and `Auth` where the handshake asks for one. It needs the package
 * `json-schema-to-typescript`.
 *
 * ```ts
 * await writeFile('gateways.d.ts', await clientTypes(host.registry));
 * // in the client: const socket: Socket<Chat.ServerToClientEvents, Chat.ClientToServerEvents> = io('/chat');
 * ```
 *
 * @throws Error where that package is not installed
 */
export async function clientTypes(
  registry: GatewayRegistry | ContractModel,
  options: ClientTypesOptions = {},
): Promise<string> {
  const model = modelOf(registry, 'clientTypes');
  expectOptions('clientTypes', options, ['banner' satisfies keyof ClientTypesOptions]);
  const { banner = BANNER } = options;
  const writer = new ClientTypesWriter(model);
  const namespaces = model.paths.flatMap((path) => path.namespaces.map((each) => writer.namespace(each, path)));
  return [banner, (await writer.types.write()).trim(), ...namespaces].filter((part) => part !== '').join('\n\n') + '\n';
}

class ClientTypesWriter {
  readonly types: NamedTypes;
  readonly #errorFirst: boolean;
  readonly #error: string;

  constructor({ definitions, error, acks }: ContractModel) {
    this.types = new NamedTypes(definitions);
    this.#errorFirst = acks === 'errorFirst';
    this.#error = this.types.type(error, 'GatewayErrorPayload');
  }

  namespace(namespace: NamespaceModel, { path }: PathModel): string {
    const { name, kind, gateways, handshake } = namespace;
    const own = this.types.name(name === '/' ? (gateways[0]?.name ?? path) : name);
    const words = gateways.flatMap(({ summary, description }) => [summary, description]);
    const where = `The namespace ${kind === 'regexp' ? `/${name}/` : `'${name}'`} of the path '${path}'.`;
    const events = gateways.flatMap((each) => each.events);
    const sent = events.filter(({ any }) => !any).map((event) => this.#sent(event, own));
    const other = events.find(({ any }) => any);
    const members = [
      ...(handshake.auth ? [`  type Auth = ${this.types.type(handshake.auth, `${own}Auth`)};\n`] : []),
      interfaceOf('ClientToServerEvents', sent, other && ['Other events are handled, too.', ...wordsOf(other)]),
      interfaceOf('ServerToClientEvents', [
        `${comment(['Something that was sent was refused, or has failed.'], '    ')}    error: (error: ${this.#error}) => void;\n`,
        ...emittedIn(namespace).map((each) => this.#emitted(each, own)),
      ]),
    ];
    return `${comment([...words, where])}export declare namespace ${own} {\n${members.join('\n')}}`;
  }

  #sent(event: EventModel, namespace: string): string {
    const { deprecated, answer } = event;
    const parameters = this.#parameters(event, namespace);
    if (answer) {
      const type = this.types.type(answer, `${namespace} ${event.event} answer`);
      const answers = this.#errorFirst
        ? `error: ${this.#error} | null, answer?: ${type}`
        : `answer: ${type} | { error: ${this.#error} }`;
      parameters.push(`ack: (${answers}) => void`);
    }
    const words = comment([...wordsOf(event), deprecated ? '@deprecated' : undefined], '    ');
    return `${words}    ${keyOf(event.event)}: (${parameters.join(', ')}) => void;\n`;
  }

  #parameters({ event, arguments: given, rest, answer }: EventModel, namespace: string): string[] {
    const lastRequired = answer ? given.length : given.findLastIndex(({ optional }) => !optional);
    const parameters = given.map(({ schema, optional }, index) => {
      const isOnly = given.length === 1;
      const type = this.types.type(schema, `${namespace} ${event} ${isOnly ? '' : String(index + 1)}`);
      const name = isOnly ? 'message' : `argument${index + 1}`;
      if (!optional) return `${name}: ${type}`;
      return index < lastRequired ? `${name}: ${type} | undefined` : `${name}?: ${type}`;
    });
    return rest && !answer ? [...parameters, '...rest: unknown[]'] : parameters;
  }

  #emitted({ event, description, schema }: EmittedEventModel, namespace: string): string {
    const parameter = schema ? `message: ${this.types.type(schema, `${namespace} ${event} emitted`)}` : '';
    return `${comment([description], '    ')}    ${keyOf(event)}: (${parameter}) => void;\n`;
  }
}

function interfaceOf(name: string, members: readonly string[], words: readonly (string | undefined)[] = []): string {
  return `${comment(words, '  ')}  interface ${name} {\n${members.join('')}  }\n`;
}

function wordsOf({ summary, description }: DescriptionModel): readonly (string | undefined)[] {
  return [summary, description];
}

/** The name of a member: any text can be one in quotes. */
function keyOf(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}
