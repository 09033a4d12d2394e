import 'reflect-metadata';
import type { Server as HttpServer } from 'node:http';
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  Injectable,
  Logger,
  Module,
  type NestInterceptor,
  type PipeTransform,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer, WsException } from '@nestjs/websockets';
import { finalize, type Observable } from 'rxjs';
import { Server, type Socket } from 'socket.io';
import { Latency, type Message, parse, Refusal, TOKEN } from './message';
import { eventNames, scenario } from './scenario';
import { serve } from './serve';

class JoiPipe implements PipeTransform<unknown, Message> {
  transform(body: unknown): Message {
    try {
      return parse(body);
    } catch (error) {
      throw error instanceof Refusal ? new WsException({ code: error.code, reason: error.reason }) : error;
    }
  }
}

/** Without it clients get an `exception` event that echoes the payload, and their acknowledgements wait for ever. */
@Catch()
class ErrorFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const [socket, , ack] = host.getArgs<[Socket, unknown, ((answer: unknown) => void)?]>();
    const refusal = thrown instanceof WsException ? (thrown.getError() as object) : internalError;
    const error = { ...refusal, event: host.switchToWs().getPattern() };
    socket.emit('error', error);
    ack?.({ error });
  }
}

const internalError = { code: 1011, reason: 'Something went wrong' };

@Injectable()
class SignedIn implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.switchToWs().getClient<Socket>().handshake.auth.token === TOKEN) return true;
    throw new WsException({ code: 1008, reason: 'Authorization Failed' });
  }
}

@Injectable()
class Timed implements NestInterceptor {
  readonly #latency = new Latency();

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const started = performance.now();
    return next.handle().pipe(finalize(() => this.#latency.record(performance.now() - started)));
  }
}

@WebSocketGateway()
@UseFilters(ErrorFilter)
class DispatchGateway {
  @SubscribeMessage('message')
  echo(@MessageBody(new JoiPipe()) message: Message) {
    return message;
  }
}

@WebSocketGateway()
@UseFilters(ErrorFilter)
class AroundGateway {
  @SubscribeMessage('message')
  @UseGuards(SignedIn)
  @UseInterceptors(Timed)
  echo(@MessageBody(new JoiPipe()) message: Message) {
    return message;
  }
}

@WebSocketGateway()
@UseFilters(ErrorFilter)
class EmitGateway {
  @SubscribeMessage('message')
  reply(@MessageBody(new JoiPipe()) message: Message) {
    return { event: 'reply', data: message };
  }
}

@WebSocketGateway()
@UseFilters(ErrorFilter)
class BroadcastGateway {
  @WebSocketServer()
  private readonly server!: Server;

  @SubscribeMessage('message')
  announce(@MessageBody(new JoiPipe()) message: Message) {
    this.server.emit('news', message);
  }
}

function generateGateway(namespace: string) {
  @WebSocketGateway({ namespace })
  @UseFilters(ErrorFilter)
  class Generated {}
  for (const event of eventNames) {
    const method = { value: (message: Message) => message };
    Object.defineProperty(Generated.prototype, event, method);
    MessageBody(new JoiPipe())(Generated.prototype, event, 0);
    SubscribeMessage(event)(Generated.prototype, event, method);
  }
  return Generated;
}

/** Nest makes its socket.io server itself; here someone is to count its clients. */
class CountingAdapter extends IoAdapter {
  readonly servers: Server[] = [];

  override createIOServer(...args: Parameters<IoAdapter['createIOServer']>): Server {
    const server = super.createIOServer(...args);
    this.servers.push(server);
    return server;
  }
}

const written = {
  dispatch: DispatchGateway,
  around: AroundGateway,
  emit: EmitGateway,
  broadcast: BroadcastGateway,
};
const gateways =
  scenario.events > 1
    ? Array.from({ length: scenario.gateways }, (_, index) => generateGateway(index === 0 ? '/' : `/${index}`))
    : [written[scenario.does as keyof typeof written]];

@Module({ providers: [...gateways, SignedIn, Timed] })
class BenchModule {}

async function start(): Promise<void> {
  Logger.overrideLogger(['error', 'fatal']);
  const started = performance.now();
  const app = await NestFactory.create(BenchModule);
  const adapter = new CountingAdapter(app);
  app.useWebSocketAdapter(adapter);
  await app.init();
  const startedInMs = performance.now() - started;
  const httpServer = app.getHttpServer() as HttpServer;
  serve(httpServer, () => adapter.servers.reduce((sum, { engine }) => sum + engine.clientsCount, 0), startedInMs);
}

void start();
