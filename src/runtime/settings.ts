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
  /** Whether what goes to a client in one turn leaves in one write. */
  readonly coalesceWrites: boolean;
  /** Whether the server can recover the state of a connection. */
  readonly recovery: boolean;
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
    recovery: Boolean(server.options.connectionStateRecovery),
    closesIdleNamespaces: server.options.cleanupEmptyChildNamespaces !== false,
  });
}
