import Joi from 'joi';
import {
  GatewayBase,
  type GatewayContext,
  OnConnected,
  OnRecovered,
  SubscribeMessage,
  Timeout,
  UseGuards,
  WsAuth,
  WsBody,
} from '../../../src';
import { checkEntrance, SECRET, violation } from '../witness';

export const TOKEN = 'open-sesame';
export const KEY = 'of-the-treasury';

const signedIn = async (context: GatewayContext): Promise<boolean> => {
  await Promise.resolve();
  context.user ??= context.environment.auth.token === TOKEN ? 'someone' : undefined;
  return context.user !== undefined;
};
const hasKey = ({ message }: GatewayContext): boolean => message === KEY;

/** What no guard may say; all of it is a refusal. */
const almostTrue = [1, 'true', {}, [true], undefined, null, new Boolean(true)];
const isAlmostTrue = ({ args }: GatewayContext): boolean => almostTrue[args.length % almostTrue.length] as boolean;
const throwsIt = (): never => {
  throw new Error(SECRET);
};
const isNeverSure = (): Promise<boolean> => new Promise(() => undefined);

@UseGuards(signedIn)
export class GuardedGateway extends GatewayBase {
  @OnConnected()
  connected(@WsAuth('token') token: unknown): void {
    this.#check(token);
  }

  @OnRecovered()
  recovered(@WsAuth('token') token: unknown): void {
    this.#check(token);
  }

  @SubscribeMessage()
  whoami(@WsAuth('token') token: unknown): unknown {
    this.#check(token);
    return this.context.user;
  }

  @SubscribeMessage()
  @UseGuards(hasKey)
  treasury(@WsBody(Joi.string()) key: string): string {
    this.#check(TOKEN);
    if (key !== KEY) violation('the guard of a method was passed', key);
    return 'gold';
  }

  @SubscribeMessage('almost')
  @UseGuards(isAlmostTrue)
  almost(): void {
    violation('a guard that did not say true was passed');
  }

  @SubscribeMessage('throwing')
  @UseGuards(throwsIt)
  throwing(): void {
    violation('a guard that threw was passed');
  }

  @SubscribeMessage('unsure')
  @Timeout(30)
  @UseGuards(isNeverSure)
  unsure(): void {
    violation('a guard that never answered was passed');
  }

  #check(token: unknown): void {
    checkEntrance(this.context);
    if (token !== TOKEN || this.context.user !== 'someone') violation('the guard of a class was passed', token);
  }
}
