import createDebug from 'debug';

/** The gateways write their lines to it. `console`, winston and the like fit as they are. */
export interface Logger {
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

/** Writes through the `debug` package under `gateways:*`; errors go to stderr. */
export const defaultLogger: Logger = {
  debug: createDebug('gateways:debug'),
  info: createDebug('gateways:info'),
  warn: createDebug('gateways:warn'),
  error: (message, ...details) => {
    console.error(`gateways: ${message}`, ...details);
  },
};

/** A logger that cannot throw: what is logged may be hostile, such as an error whose `stack` is a getter that throws. */
export function safeLogger(logger: Logger): Logger {
  const guarded =
    (level: keyof Logger): Logger['debug'] =>
    (message, ...details) => {
      try {
        logger[level](message, ...details);
      } catch (failure) {
        complain(level, message, failure);
      }
    };
  return { debug: guarded('debug'), info: guarded('info'), warn: guarded('warn'), error: guarded('error') };
}

function complain(level: string, message: string, failure: unknown): void {
  try {
    console.error(`gateways: the logger threw at ${level} "${message}":`, failure);
  } catch {
    console.error(`gateways: the logger threw at ${level} "${message}", and what it threw cannot be printed`);
  }
}
