import { inject } from 'inversify';
import Joi from 'joi';
import {
  authenticated,
  Describe,
  Emits,
  GatewayBase,
  type GatewayHost,
  OnConnected,
  OnDisconnected,
  OnGatewayClose,
  OnGatewayInit,
  OnRecovered,
  Returns,
  SubscribeMessage,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
  WsBody,
  WsResponse,
  WsStatus,
} from '../src';
import { ChatLog, type MessageLog } from './chat-log';
import type { ChatContract, Message } from './chat.contract';
import { found, introduction, type Introduction, message, presence, roomName, said } from './chat.messages';
import { type Attendance, Presence } from './presence';
import type { User } from './session-auth-provider';
import { type HandshakeSession, roomOf, WsSession } from './sessions';
import { type Clock, Ticker } from './ticker';

interface ChatTypes extends ChatContract {
  data: { name: string; login: string | null };
  user: User;
}

/**
 * The rooms that people name get a prefix: every client is in a room with its own id as the name, and nobody is to
 * join that one.
 */
const PREFIX = 'room:';

@WebSocketGateway({ path: '/chat-ws' })
@Describe({ summary: 'A chat with rooms', description: 'Everyone talks to everyone, in rooms, or to nobody.' })
@Emits('my_response', said, { description: 'What somebody has said: to you, to your room or to everyone' })
@Emits('my_pong')
@Emits('introduced', Joi.object({ name: Joi.string().required() }), { description: 'Your name, as others see it' })
@Emits('session', Joi.object({ name: Joi.string().required().allow(null) }), {
  description: 'Who you are logged in as',
})
@Emits('session_over', null, { description: 'You have logged in or out: connect again' })
@Emits('rooms', Joi.array().items(Joi.string()).required(), { description: 'The rooms that you are in' })
@Emits('room_closed', Joi.object({ room: Joi.string().required() }))
@Emits('presence', presence, { description: 'Who has come or left' })
@Emits('tick', Joi.object({ count: Joi.number().integer().required() }), { description: 'Every second' })
@Emits('announcement', Joi.object({ text: Joi.string().required(), from: Joi.string() }))
export class ChatGateway extends GatewayBase<ChatTypes> {
  constructor(
    @inject(ChatLog) private readonly log: MessageLog,
    @inject(Ticker) private readonly ticker: Clock,
    @inject(Presence) private readonly presence: Attendance,
  ) {
    super();
  }

  @OnGatewayInit()
  startTicker(host: GatewayHost): void {
    const clients = host.of(ChatGateway);
    this.ticker.start((count) => clients.emit('tick', { count }));
  }

  @OnGatewayClose()
  stopTicker(): void {
    this.ticker.stop();
  }

  @OnConnected()
  async connected(@WsSession() session: HandshakeSession): Promise<void> {
    const { socket, sid, user } = this.context;
    const { name } = user.details;
    if (name !== undefined) await socket.join(roomOf(session.id));
    socket.data.name = name ?? `Guest ${sid.slice(0, 4)}`;
    socket.data.login = name ?? null;
    socket.emit('session', { name: name ?? null });
    socket.emit('introduced', { name: this.#name });
    await this.#tellWhoIsHere(`${this.#name} has come`);
  }

  /** The connection was cut, and is there again: with its rooms and its name, and with what was emitted meanwhile. */
  @OnRecovered()
  async recovered() {
    const { socket, user } = this.context;
    const { login } = socket.data;
    if (login !== (user.details.name ?? null)) {
      throw new WebSocketException(WsStatus.POLICY_VIOLATION, 'This is another login', { disconnect: true });
    }
    socket.emit('session', { name: login });
    socket.emit('introduced', { name: this.#name });
    await this.#tellWhoIsHere(`${this.#name} is back`);
    return this.#rooms();
  }

  @OnDisconnected()
  async disconnected(): Promise<void> {
    await this.#tellWhoIsHere(`${this.#name} has left (${this.context.reason ?? 'nobody knows why'})`);
  }

  @SubscribeMessage('my_event')
  @Describe({ summary: 'Says something to yourself', tags: ['talking'], examples: [{ data: 'hello' }] })
  echo(@WsBody(message) { data }: Message) {
    return new WsResponse('my_response', { from: this.#name, data });
  }

  @SubscribeMessage
  @Describe({ summary: 'Says something to everyone', tags: ['talking'], examples: [{ data: 'hello, all' }] })
  async my_broadcast_event(@WsBody(message) { data }: Message) {
    await this.log.append({ from: this.#name, data });
    return WsResponse.broadcast('my_response', { from: this.#name, data });
  }

  @SubscribeMessage
  @Describe({ summary: 'Enters a room', tags: ['rooms'], examples: [{ room: 'tea' }] })
  async join(@WsBody('room', roomName) room: string) {
    await this.context.socket.join(PREFIX + room);
    return this.#rooms();
  }

  @SubscribeMessage
  @Describe({ summary: 'Leaves a room', tags: ['rooms'], examples: [{ room: 'tea' }] })
  async leave(@WsBody('room', roomName) room: string) {
    this.#mustBeIn(room);
    await this.context.socket.leave(PREFIX + room);
    return this.#rooms();
  }

  @SubscribeMessage
  @Describe({ summary: 'Closes a room that you are in', tags: ['rooms'], examples: [{ room: 'tea' }] })
  close_room(@WsBody('room', roomName) room: string): void {
    this.#mustBeIn(room);
    const members = this.context.namespace.in(PREFIX + room);
    members.emit('room_closed', { room });
    members.socketsLeave(PREFIX + room);
  }

  @SubscribeMessage
  @Describe({
    summary: 'Says something in a room',
    tags: ['rooms', 'talking'],
    examples: [{ room: 'tea', data: 'hi' }],
  })
  my_room_event(@WsBody('room', roomName) room: string, @WsBody('data', Joi.string().trim().max(200)) data: string) {
    this.#mustBeIn(room);
    return new WsResponse('my_response', { from: this.#name, room, data }, { to: PREFIX + room });
  }

  /** What it returns is the acknowledgement. */
  @SubscribeMessage
  @Returns(found)
  @Describe({ summary: 'Looks for what was said', examples: [{ text: 'hello', limit: 3 }] })
  async search(
    @WsBody('text', Joi.string().trim().max(50)) text: string,
    @WsBody('limit', Joi.number().integer().min(1).max(20).default(5)) limit: number,
  ) {
    return { limit, found: await this.log.search(text, limit) };
  }

  /** Whoever sends nonsense reads all that is wrong with it in one error. */
  @SubscribeMessage
  @Describe({
    summary: 'Says who you are',
    examples: [{ name: 'Ada', email: 'ada@example.org', age: 36 }],
  })
  introduce(@WsBody(introduction) { name }: Introduction) {
    this.context.socket.data.name = name;
    return new WsResponse('introduced', { name });
  }

  /** For those who logged in over HTTP, before their socket connected. */
  @SubscribeMessage
  @UseGuards(authenticated())
  @Returns(Joi.object({ name: Joi.string(), since: Joi.string().isoDate() }))
  @Describe({ summary: 'Tells you who you are' })
  whoami(@WsSession() { since }: HandshakeSession) {
    return { name: this.context.user.details.name, since };
  }

  @SubscribeMessage
  @Describe({ summary: 'Answers with my_pong' })
  my_ping() {
    return new WsResponse('my_pong');
  }

  @SubscribeMessage
  @Describe({ summary: 'Has the server disconnect you' })
  disconnect_request(): void {
    this.context.socket.disconnect();
  }

  get #name(): string {
    return this.context.socket.data.name;
  }

  #rooms() {
    const rooms = [...this.context.socket.rooms].filter((room) => room.startsWith(PREFIX));
    return new WsResponse(
      'rooms',
      rooms.map((room) => room.slice(PREFIX.length)),
    );
  }

  #mustBeIn(room: string): void {
    if (this.context.socket.rooms.has(PREFIX + room)) return;
    throw new WebSocketException(WsStatus.POLICY_VIOLATION, `You are not in the room “${room}”`);
  }

  async #tellWhoIsHere(news: string): Promise<void> {
    const { namespace } = this.context;
    const clients = await this.presence.count(process.pid, namespace.sockets.size);
    namespace.emit('presence', { clients, news });
  }
}
