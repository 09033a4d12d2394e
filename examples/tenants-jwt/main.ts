import 'reflect-metadata';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Container, injectable } from 'inversify';
import {
  attachGateways,
  GatewayBase,
  type GatewayContext,
  type Guard,
  OnConnected,
  SubscribeMessage,
  UseGuards,
  WebSocketException,
  WebSocketGateway,
  WsBody,
  WsResponse,
} from 'inversify-express-gateways';
import Joi from 'joi';
import { jwtVerify, SignJWT } from 'jose';

const SECRET = new TextEncoder().encode(process.env.JWT_SECRET ?? 'a secret of 32 bytes, for development');
/** Codes from 4000 to 4999 are the application's own. */
const SIGN_IN = 4401;

interface User {
  name: string;
  tenant: string;
  /** When the token ends, in milliseconds since the epoch. */
  endsAt: number;
}

/** Who connects has a token; who sends an event still has to have it. */
@injectable()
class OfTenant implements Guard {
  async canActivate(context: GatewayContext): Promise<boolean> {
    const user = (context.user as User | undefined) ?? (await userOf(context.environment.auth.token));
    if (user.endsAt <= Date.now()) throw new WebSocketException(SIGN_IN, 'The token has expired', { disconnect: true });
    context.user = user; // stays with the socket
    return user.tenant === context.environment.params.tenant;
  }
}

async function userOf(token: unknown): Promise<User> {
  try {
    const { payload } = await jwtVerify(String(token), SECRET, { algorithms: ['HS256'] });
    return { name: String(payload.sub), tenant: String(payload.tenant), endsAt: Number(payload.exp) * 1000 };
  } catch (cause) {
    throw new WebSocketException(SIGN_IN, 'Sign in first', { cause });
  }
}

@WebSocketGateway({ namespace: '/tenants/:tenant' })
@UseGuards(OfTenant)
class TenantGateway extends GatewayBase<{ user: User }> {
  /** A client that only listens sends no events: it is disconnected when its token ends. */
  @OnConnected()
  connected() {
    const { socket, user } = this.context;
    const timer = setTimeout(() => socket.disconnect(), user.endsAt - Date.now());
    socket.once('disconnect', () => clearTimeout(timer));
  }

  @SubscribeMessage
  say(@WsBody(Joi.string().max(200).required()) text: string) {
    // To the clients of this tenant alone: each name of the pattern is a namespace of its own.
    return WsResponse.broadcast('said', { from: this.context.user.name, text });
  }
}

const container = new Container();
container.bind(OfTenant).toSelf().inSingletonScope();
container.bind(TenantGateway).toSelf().inSingletonScope();

const app = express();
const httpServer = createServer(app);
const gateways = attachGateways(app, httpServer, container);
app.use(express.json());

// For the example: whoever asks is signed in, for as many seconds as they like.
app.post('/login', async (request, response) => {
  const { name, tenant, seconds = 60 } = request.body;
  const token = new SignJWT({ tenant }).setProtectedHeader({ alg: 'HS256' }).setSubject(name);
  const exp = Math.ceil(Date.now() / 1000) + Number(seconds);
  response.json({ token: await token.setExpirationTime(exp).sign(SECRET) });
});

// A route that tells one tenant.
app.post('/tenants/:tenant/notices', (request, response) => {
  gateways.of(TenantGateway, { tenant: request.params.tenant }).emit('notice', request.body.text);
  response.sendStatus(202);
});

httpServer.listen(process.env.PORT ?? 3000, () => {
  console.log(`http://localhost:${(httpServer.address() as AddressInfo).port}`);
});
