import type { Request } from 'express';
import { type Container, inject, injectable } from 'inversify';
import {
  authenticated,
  type AuthProvider,
  GatewayBase,
  inRole,
  type Principal,
  SubscribeMessage,
  UseGuards,
  WebSocketGateway,
} from '../../../../src';
import type { ConnectOptions, TestContext } from '../../../../src/testing';
import type { Transport } from '../../../support/transports';

/** Who has which token. */
@injectable()
export class Directory {
  readonly #members: Readonly<Record<string, { name: string; roles: readonly string[] }>> = {
    'token-of-ada': { name: 'Ada', roles: ['admin'] },
    'token-of-bob': { name: 'Bob', roles: [] },
  };

  find(token = '') {
    return this.#members[token];
  }
}

/** As an application has it for its controllers; that gateways exist it does not know. */
@injectable()
export class TokenProvider implements AuthProvider {
  @inject(Directory) private readonly directory!: Directory;

  async getUser(req: Request): Promise<Principal> {
    const member = this.directory.find(req.get('x-token'));
    return {
      details: { name: member?.name ?? 'nobody', path: req.path },
      isAuthenticated: () => Promise.resolve(member !== undefined),
      isInRole: (role) => Promise.resolve(member?.roles.includes(role) ?? false),
      isResourceOwner: () => Promise.resolve(false),
    };
  }
}

export class PrincipalGateway extends GatewayBase<{ user: Principal }> {
  @SubscribeMessage()
  whoami(): unknown {
    return this.context.user.details;
  }

  @SubscribeMessage()
  @UseGuards(authenticated())
  members(): string {
    return 'for members';
  }

  @SubscribeMessage()
  @UseGuards(inRole('admin'))
  admins(): string {
    return 'for admins';
  }
}

@WebSocketGateway({ path: '/ws' })
export class OpenGateway extends PrincipalGateway {}

@WebSocketGateway({ path: '/ws' })
@UseGuards(authenticated())
export class MembersGateway extends PrincipalGateway {}

@WebSocketGateway({ path: '/ws' })
@UseGuards(inRole('admin'))
export class AdminsGateway extends PrincipalGateway {}

export const bind = (container: Container): void => void container.bind(Directory).toSelf().inSingletonScope();
export const options = { authProvider: TokenProvider };

/** A principal: what is not said, is the best that can be said. */
export function principal(sayings: Partial<Principal>): Principal {
  const yes = (): Promise<boolean> => Promise.resolve(true);
  return { details: {}, isAuthenticated: yes, isInRole: yes, isResourceOwner: yes, ...sayings };
}

/** How someone connects who has a token; Eve's is in nobody's directory. */
export function tokenOf(name: 'ada' | 'bob' | 'eve', transport: Transport): ConnectOptions {
  return { transports: [transport], extraHeaders: { 'x-token': `token-of-${name}` } };
}

/** How a client is refused. */
export async function refusalOf(ctx: TestContext, connectOptions: ConnectOptions): Promise<unknown> {
  return ctx.connect(connectOptions).then(
    () => 'let in',
    (error: unknown) => error,
  );
}
