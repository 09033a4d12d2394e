import type { Application } from 'express';
import type { ServerOptions } from 'socket.io';
import type { AttachOptions } from '../options';
import { Log } from '../log/log';
import { DEFAULT_CONNECT_TIMEOUT_MS, DEFAULT_RECOVERY_WINDOW_MS } from './defaults';
import { type Limits, limitsFrom } from './limits';
import { compileUserKey, type UserKeyOf } from './user-key';

/** The options of `attachGateways` that are read while events run, with their defaults, for the server of one path. */
export interface Settings {
  readonly app: Application;
  readonly acks: 'value' | 'errorFirst';
  readonly errorEvent: 'always' | 'unacknowledged';
  readonly exposeErrors: boolean;
  readonly validateOutgoing: 'off' | 'log' | 'throw';
  readonly unknownEvents: 'reject' | 'ignore';
  /** The same in a namespace where the application has handlers, too. */
  readonly unknownSharedEvents: 'reject' | 'ignore';
  readonly logger: Log;
  /** The frames that go to a client in one tick leave in one write. */
  readonly coalesceWrites: boolean;
  /** The time in which a lost session can be recovered, in milliseconds; 0 where it cannot. */
  readonly recoveryWindowMs: number;
  /** A child of a pattern namespace is closed when no client is in it. */
  readonly closesIdleNamespaces: boolean;
  /** The time that a client has to connect to a namespace, in milliseconds. */
  readonly connectTimeoutMs: number;
  readonly limits: Readonly<Limits>;
  /** Who the user of a client is. */
  readonly userKey: UserKeyOf;
}

export function settingsFor(app: Application, options: AttachOptions, server: Partial<ServerOptions>): Settings {
  const recovery = server.connectionStateRecovery;
  return Object.freeze({
    app,
    acks: options.acks ?? 'value',
    errorEvent: options.errorEvent ?? 'always',
    exposeErrors: options.exposeErrors ?? false,
    validateOutgoing: options.validateOutgoing ?? (process.env.NODE_ENV === 'production' ? 'off' : 'log'),
    unknownEvents: options.unknownEvents ?? 'reject',
    unknownSharedEvents: options.unknownEvents ?? 'ignore',
    logger: new Log(options.logger, options.logPayloads),
    coalesceWrites: options.coalesceWrites ?? true,
    recoveryWindowMs: recovery ? (recovery.maxDisconnectionDuration ?? DEFAULT_RECOVERY_WINDOW_MS) : 0,
    closesIdleNamespaces: server.cleanupEmptyChildNamespaces !== false,
    connectTimeoutMs: server.connectTimeout || DEFAULT_CONNECT_TIMEOUT_MS,
    limits: limitsFrom(options.limits),
    userKey: compileUserKey(options.userKey),
  });
}
