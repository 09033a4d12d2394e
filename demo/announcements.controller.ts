import { inject } from 'inversify';
import { BaseHttpController, controller, httpPost, requestBody } from 'inversify-express-utils';
import Joi from 'joi';
import { GatewayHost } from '../src';
import { ChatGateway } from './chat.gateway';
import { type Attendance, Presence } from './presence';
import type { User } from './session-auth-provider';

const announcement = Joi.object<{ text: string }>({ text: Joi.string().trim().max(200).required() }).required();

/** HTTP on one side, every connected client on the other. */
@controller('/announcements')
export class AnnouncementsController extends BaseHttpController {
  constructor(
    @inject(GatewayHost) private readonly gateways: GatewayHost,
    @inject(Presence) private readonly presence: Attendance,
  ) {
    super();
  }

  @httpPost('/')
  async announce(@requestBody() body: unknown) {
    const result = announcement.validate(body);
    if (result.error) return this.json({ error: result.error.message }, 400);
    const clients = this.gateways.of(ChatGateway);
    const { name } = (this.httpContext.user as User).details; // what the AuthProvider gives
    clients.emit('announcement', { text: result.value.text, ...(name !== undefined && { from: name }) });
    return this.json({ reached: await this.presence.total() }, 202);
  }
}
