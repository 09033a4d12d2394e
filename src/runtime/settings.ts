import type { Application } from 'express';
import type { AttachOptions } from '../options';
import type { ServerDefinition } from '../registry/definitions';
import { defaultLogger, type Logger, safeLogger } from '../logger';

/** The attach options that the runtime reads, with their defaults. */
export interface Settings {
  readonly app: Application;
  readonly acks: 'value' | 'errorFirst';
  readonly exposeErrors: boolean;
  readonly unknownEvents: 'reject' | 'ignore';
  readonly logger: Logger;
  /** Whether what goes to a client in one tick leaves in one write. */
  readonly coalesceWrites: boolean;
  /** How long the state of a connection that was lost can be recovered, in milliseconds; 0 for not at all. */
  readonly sessionMs: number;
  /** Whether a child of a pattern namespace is closed when nobody is in it. */
  readonly closesIdleNamespaces: boolean;
}

export function settingsFor(app: Application, options: AttachOptions, server: ServerDefinition): Settings {
  return Object.freeze({
    app,
    acks: options.acks ?? 'value',
    exposeErrors: options.exposeErrors ?? false,
    unknownEvents: options.unknownEvents ?? 'reject',
    logger: safeLogger(options.logger ?? defaultLogger),
    coalesceWrites: options.coalesceWrites ?? true,
    sessionMs: sessionMs(server.options),
    closesIdleNamespaces: server.options.cleanupEmptyChildNamespaces !== false,
  });
}

/** socket.io's own default is two minutes. */
function sessionMs({ connectionStateRecovery }: ServerDefinition['options']): number {
  return connectionStateRecovery ? (connectionStateRecovery.maxDisconnectionDuration ?? 120_000) : 0;
}
