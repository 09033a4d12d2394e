import type { JsonSchema } from '../json-schema/types';
import type { ContractModel, EmittedEventModel, EventModel, GatewayModel, NamespaceModel } from '../model/model';
import { handshakeParts } from './channel';
import { Keys } from './keys';
import { answerMessage, emittedMessage, sentMessage, wordsOf } from './messages';

/** What is done in a namespace, and the messages that its channel has for it. */
export class Operations {
  readonly #all: Map<string, JsonSchema>;
  readonly #operationKeys: Keys;
  readonly #messageKeys = new Keys();
  readonly #messages = new Map<string, JsonSchema>();
  readonly #commonKeys: Record<string, JsonSchema> = {};
  readonly #channelKey: string;
  readonly #model: ContractModel;

  /**
   * @param all operations of the document, to be added to
   * @param keys of those
   */
  constructor(channelKey: string, model: ContractModel, all: Map<string, JsonSchema>, keys: Keys) {
    this.#channelKey = channelKey;
    this.#model = model;
    this.#all = all;
    this.#operationKeys = keys;
  }

  get messages(): JsonSchema {
    return Object.fromEntries(this.#messages);
  }

  describe({ gateways }: NamespaceModel): void {
    this.#operation('send', 'error', { messages: [this.#common('error')] });
    for (const gateway of gateways) {
      for (const event of gateway.events) this.#receive(event, gateway);
      for (const emitted of gateway.emits) this.#send(emitted, gateway);
    }
  }

  #receive(event: EventModel, gateway: GatewayModel): void {
    const name = event.any ? 'any other event' : event.event;
    const message = this.#message(name, sentMessage(event));
    const answer = event.answer
      ? this.#message(`${name}-acknowledgement`, answerMessage(event.event, event.answer, this.#model))
      : this.#common('acknowledgement');
    const { emits, guards, rateLimits, timeoutMs, idempotent, handshake } = event;
    this.#operation('receive', name, {
      ...wordsOf({ ...event, tags: [...(gateway.tags ?? []), ...(event.tags ?? [])] }),
      messages: [message],
      reply: { channel: this.#channel, messages: [answer, this.#common('error-acknowledgement')] },
      'x-handler': event.handler,
      ...(emits.length > 0 && { 'x-emits': emits }),
      ...(guards.length > 0 && { 'x-guards': guards }),
      ...(rateLimits.length > 0 && { 'x-rate-limits': rateLimits }),
      ...(timeoutMs !== undefined && { 'x-timeout-ms': timeoutMs }),
      ...(idempotent && { 'x-idempotent': { windowMs: idempotent.windowMs } }),
      ...(Object.keys(handshake).length > 0 && { 'x-handshake': handshakeParts(handshake) }),
    });
  }

  #send(emitted: EmittedEventModel, { gateway }: GatewayModel): void {
    const message = this.#message(`${emitted.event}-emitted`, emittedMessage(emitted));
    this.#operation('send', emitted.event, { messages: [message], 'x-gateway': gateway });
  }

  /** @param action of the server, as AsyncAPI has it: it receives what clients send */
  #operation(action: 'receive' | 'send', title: string, operation: JsonSchema): void {
    const key = this.#operationKeys.key(`${action}-${this.#channelKey}-${title}`, 'operation');
    this.#all.set(key, { action, channel: this.#channel, title, ...operation });
  }

  /** A message that all channels share. */
  #common(name: 'error' | 'acknowledgement' | 'error-acknowledgement'): JsonSchema {
    this.#commonKeys[name] ??= this.#message(name, { $ref: `#/components/messages/${name}` });
    return this.#commonKeys[name];
  }

  /** @returns what refers to it */
  #message(name: string, message: JsonSchema): JsonSchema {
    const key = this.#messageKeys.key(name, 'event');
    this.#messages.set(key, message);
    return { $ref: `#/channels/${this.#channelKey}/messages/${key}` };
  }

  get #channel(): JsonSchema {
    return { $ref: `#/channels/${this.#channelKey}` };
  }
}
