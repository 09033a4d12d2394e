import type { Settings } from '../../contract/settings';
import { CheckedEmits } from '../../engine/writes/checked-emits';
import type { ValidationIssue } from '../../errors';
import type { EmittedEventDefinition, HandlerDefinition, NamespaceDefinition } from '../../registry/definitions';

/** Looks at the value of an acknowledgement before it is sent. */
export type AnswerCheck = (answer: unknown) => void;

/** The checks of a path, by its namespaces: of those alone where something is declared, and none where they are off. */
export type EmitChecks = ReadonlyMap<NamespaceDefinition, CheckedEmits>;

export function compileEmitChecks(namespaces: readonly NamespaceDefinition[], settings: Settings): EmitChecks {
  const checks = new Map<NamespaceDefinition, CheckedEmits>();
  if (settings.validateOutgoing === 'off') return checks;
  for (const namespace of namespaces) {
    const declared = declaredBy(namespace);
    if (declared.size > 0) checks.set(namespace, new CheckedEmits((data) => checkEmit(data, declared, settings)));
  }
  return checks;
}

/** `undefined` where nothing is declared, or nothing is to be checked. */
export function compileAnswerCheck({ label, returns }: HandlerDefinition, settings: Settings): AnswerCheck | undefined {
  if (!returns || settings.validateOutgoing === 'off') return undefined;
  return (answer) => {
    const issues = returns.check(answer);
    if (issues.length > 0) report(`${label} answers what its @Returns does not allow`, issues, settings);
  };
}

/** The declarations of an event by all gateways of the namespace: one of them has to fit. */
function declaredBy({ gateways }: NamespaceDefinition): ReadonlyMap<string, readonly EmittedEventDefinition[]> {
  const declared = new Map<string, readonly EmittedEventDefinition[]>();
  for (const each of gateways.flatMap(({ emits }) => emits)) {
    declared.set(each.event, [...(declared.get(each.event) ?? []), each]);
  }
  return declared;
}

function checkEmit(
  [event, ...args]: readonly unknown[],
  declared: ReadonlyMap<string, readonly EmittedEventDefinition[]>,
  settings: Settings,
): void {
  const declarations = declared.get(String(event));
  if (!declarations) return;
  if (typeof args.at(-1) === 'function') args.pop(); // the acknowledgement of the client
  let found: readonly ValidationIssue[] = [];
  for (const { check } of declarations) {
    const issues = check ? check(args[0]) : unexpected(args);
    if (issues.length === 0) return;
    if (found.length === 0) found = issues;
  }
  const [{ by }] = declarations as readonly [EmittedEventDefinition]; // there is one at least
  report(`'${String(event)}' is emitted with what @Emits of ${by} does not allow`, found, settings);
}

function unexpected(args: readonly unknown[]): readonly ValidationIssue[] {
  if (args.length === 0) return [];
  return [{ in: 'payload', path: [], type: 'any.unknown', message: 'a payload is not declared' }];
}

function report(what: string, issues: readonly ValidationIssue[], { validateOutgoing, logger }: Settings): void {
  const details = issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  const mistake = `${what}: ${details.join('; ')}`;
  if (validateOutgoing === 'throw') throw new TypeError(mistake);
  logger.warn(mistake);
}
