import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

const GATEWAYS = 20;
const HANDLERS = 20;

/** 400 handlers, each with a message of its own. */
export const handlerCount = GATEWAYS * HANDLERS;

/**
 * Writes a project of many handlers.
 *
 * @param withContracts whether the gateways declare what clients may send and what they emit
 * @returns its folder
 */
export function writeProject(withContracts: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'many-handlers-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const names = Array.from({ length: GATEWAYS }, (_, index) => `gateway-${index}.ts`);
  for (const name of names) writeFileSync(join(folder, name), gateway(withContracts));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: { types: ['node'], paths: { 'inversify-express-gateways': [join(ROOT, 'src/index.ts')] } },
      include: [],
      files: names,
    }),
  );
  return folder;
}

function gateway(withContracts: boolean): string {
  const events = Array.from({ length: HANDLERS }, (_, index) => index);
  const types = events.map(
    (index) => `interface Message${index} { text${index}: string; count?: number; nested: { at: Date } }`,
  );
  const listens = events.map(
    (index) =>
      `  event${index}(message: Message${index}, ack: (answer: { id${index}: number; text: string }) => void): void;`,
  );
  const emits = events.map((index) => `  done${index}(message: Message${index}): void;`);
  const handlers = events.map((index) =>
    index % 2 === 0
      ? `  @SubscribeMessage
  event${index}(@WsBody(Joi.object<Message${index}>()) message: Message${index}) {
    return { id${index}: message.nested.at.getTime(), text: message.text${index} };
  }`
      : `  @SubscribeMessage('event${index}')
  async *handle${index}(@WsBody(Joi.object<Message${index}>()) message: Message${index}, @WsHeader('x', Joi.string()) text: string) {
    this.context.socket.emit('done${index}', message);
    yield new WsResponse('done${index}', message);
    return { id${index}: 1, text };
  }`,
  );
  return `import { GatewayBase, SubscribeMessage, WsBody, WsHeader, WsResponse } from 'inversify-express-gateways';
import Joi from 'joi';
${types.join('\n')}
export interface Listens {
${listens.join('\n')}
}
export interface Emits {
${emits.join('\n')}
}
export class Gateway extends GatewayBase${withContracts ? '<{ listens: Listens; emits: Emits }>' : ''} {
${handlers.join('\n')}
}
`;
}
