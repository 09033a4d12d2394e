/** The options of `gatewayDocs` that the console has. */
export interface ConsoleOptions {
  /**
   * The page shows the contract and what arrives; it has no form that sends. It keeps people from mistakes and is no
   * protection: whoever reaches the gateways can send by other means. @default false
   */
  readOnly?: boolean;
  /**
   * The page can send an event in a dry run: through guards, validation, interceptors, handler and reply, and shows what
   * would have been sent to whom. Nothing is sent to any client or server; what a handler does besides, such as writing
   * to a database, it does. In production `access` has to be an Express handler. @default false
   */
  dryRun?: boolean;
  /**
   * Keys whose values are shown and copied as “[redacted]”, besides `authorization`, `password`, `token` and `cookie`.
   * A key that contains one of them counts, in upper or lower case: `accessToken`. @default none
   */
  redact?: readonly string[];
}

/** What the page is told of them: `console.json`. */
export interface ConsoleSettings {
  /** Of the documents: the name of the application. */
  readonly title: string;
  /** The path where the application has mounted the docs, as Express sees it; a proxy may add a prefix. */
  readonly mount: string;
  readonly readOnly: boolean;
  readonly dryRun: boolean;
  /** In development: the server tells why each event went as it did. */
  readonly tellsWhy: boolean;
  /** Parts of keys, in lower case. */
  readonly redact: readonly string[];
}

const ALWAYS_REDACTED = ['authorization', 'password', 'token', 'cookie'];

/** @throws TypeError where an option is of another type */
export function consoleSettings({
  readOnly = false,
  dryRun = false,
  redact = [],
}: ConsoleOptions): Pick<ConsoleSettings, 'readOnly' | 'dryRun' | 'redact'> {
  if (typeof readOnly !== 'boolean') {
    throw new TypeError(`gatewayDocs: its readOnly is ${JSON.stringify(readOnly)}; expected a boolean`);
  }
  if (typeof dryRun !== 'boolean') {
    throw new TypeError(`gatewayDocs: its dryRun is ${JSON.stringify(dryRun)}; expected a boolean`);
  }
  if (dryRun && readOnly) {
    throw new TypeError(
      'gatewayDocs: its dryRun and its readOnly are true; expected one of them: a dry run sends, too',
    );
  }
  if (!isListOfKeys(redact)) {
    throw new TypeError(`gatewayDocs: its redact is ${JSON.stringify(redact)}; expected a list of keys`);
  }
  return { readOnly, dryRun, redact: [...new Set([...ALWAYS_REDACTED, ...redact.map((key) => key.toLowerCase())])] };
}

function isListOfKeys(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' && key !== '');
}
