import Joi from 'joi';
import {
  Describe,
  Emits,
  GatewayBase,
  Returns,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
  WsBody,
} from '../../src';

/** What may not end anything that it stands in: a script, an attribute, a comment, a text, a line. */
export const hostile =
  '</script><script>alert(1)</script><img src=x onerror=alert(2)>"\'`${alert(3)} */ alert(4) /* \\ \u2028 \n # : - & 日本 \u202e';

/** Without what the name of a namespace may not have. */
const namespace = `/${hostile.replaceAll(/[\n#{}]/g, '')}`;

const schema = Joi.object({
  [hostile]: Joi.string().description(hostile).valid(hostile).example(hostile),
  pattern: Joi.object().pattern(/^a*\/b/, Joi.string().description(hostile)),
})
  .id('hostile')
  .description(hostile)
  .label(hostile)
  .meta({ title: hostile });

function guard(): boolean {
  return true;
}
Object.defineProperty(guard, 'name', { value: hostile });

@WebSocketGateway({ path: '/hostile', namespace, name: hostile })
@UseGuards(guard)
@Emits(hostile, schema, { description: hostile })
@Describe({ summary: hostile, description: hostile, tags: [hostile] })
export class HostileGateway extends GatewayBase {
  @SubscribeMessage(hostile, '__proto__', 'constructor')
  @Returns(schema)
  @Describe({ summary: hostile, description: hostile, tags: [hostile], deprecated: true, examples: [{ pattern: {} }] })
  handle(@WsBody(schema) _body: unknown): void {}
}
