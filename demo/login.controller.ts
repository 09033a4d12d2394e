import { promisify } from 'node:util';
import type { Request } from 'express';
import { inject } from 'inversify';
import { BaseHttpController, controller, httpPost, request, requestBody } from 'inversify-express-utils';
import Joi from 'joi';
import { GatewayHost } from '../src';
import { ChatGateway } from './chat.gateway';
import { roomOf } from './sessions';

const credentials = Joi.object<{ name: string }>({ name: Joi.string().trim().min(2).max(20).required() }).required();

/** Whoever gives a name is logged in under it: this is a demo, and knows no passwords. */
@controller('/')
export class LoginController extends BaseHttpController {
  constructor(@inject(GatewayHost) private readonly gateways: GatewayHost) {
    super();
  }

  @httpPost('login')
  async login(@request() req: Request, @requestBody() body: unknown) {
    const result = credentials.validate(body);
    if (result.error) return this.json({ error: result.error.message }, 400);
    await this.#startSession(req);
    const { name } = result.value;
    Object.assign(req.session, { name, since: new Date().toISOString() });
    return this.json({ name });
  }

  @httpPost('logout')
  async logout(@request() req: Request) {
    await this.#startSession(req);
    return this.json({});
  }

  /**
   * A new session in place of the old one, whose id somebody else might know. Its sockets have to go: what they know
   * of their user is from their handshake.
   */
  async #startSession(req: Request): Promise<void> {
    const sockets = this.gateways.of(ChatGateway).in(roomOf(req.session.id));
    await promisify((done: (error: unknown) => void) => req.session.regenerate(done))();
    sockets.emit('session_over');
    sockets.disconnectSockets();
  }
}
