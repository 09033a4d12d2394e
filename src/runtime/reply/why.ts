import { WebSocketException } from '../../errors';
import { quoted } from '../../log/printable';
import { GuardRefusal } from '../handler/guards';
import type { Step } from '../handler/step';

/** No method handles the event. */
export const UNKNOWN_EVENT: Step = { name: 'handler', by: 'unknown event' };
/** How many issues of a payload a line lists, and how many characters of a reason it shows. */
const [SHOWN_ISSUES, SHOWN_CHARACTERS] = [3, 120];

/** A handler, an interceptor or a filter has answered with an error: that is an answer, and no refusal. */
export function decidedByApplication(step: Step): boolean {
  return step !== UNKNOWN_EVENT && ['interceptors', 'handler', 'filters', 'reply'].includes(step.name);
}

/** Why an event or a client was refused, in words, for whoever looks for the cause. Never throws. */
export function whyRefused({ thrown, step }: { readonly thrown: unknown; readonly step: Step }): string {
  try {
    if (thrown instanceof GuardRefusal) {
      const { returned, by } = thrown;
      const hint = typeof returned === 'function' && by ? `; did you mean ${by}(…)?` : '';
      return `the guard ${String(step.by)} returned ${kindOf(returned)}; only true lets pass${hint}`;
    }
    if (step.name === 'guards') return `the guard ${String(step.by)} threw ${inWords(thrown)}`;
    if (step.name === 'validation') return `the ${step.by ?? 'payload'} is invalid: ${inWords(thrown)}`;
    return inWords(thrown);
  } catch {
    return 'for a reason that cannot be printed';
  }
}

/** The level of the line about a refusal: a guard that cannot have meant what it returned is a fault of the application. */
export function refusalLevel(thrown: unknown): 'info' | 'warn' {
  return thrown instanceof GuardRefusal && thrown.isMistake ? 'warn' : 'info';
}

/** A value itself may be a secret. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'an array' : `${/^[aeiou]/.test(typeof value) ? 'an' : 'a'} ${typeof value}`;
}

function inWords(thrown: unknown): string {
  if (!WebSocketException.is(thrown)) return thrown instanceof Error ? shown(thrown.message) : kindOf(thrown);
  const { code, reason } = thrown;
  if (typeof reason === 'string') return `${code} ${shown(reason)}`;
  if (Array.isArray(reason)) return issuesInWords(reason as unknown[]);
  if (typeof reason === 'object' && reason !== null && 'message' in reason)
    return `${code} ${shown(String(reason.message))}`;
  return String(code);
}

/** Issues hold no values; their keys may be a client's. */
function issuesInWords(issues: readonly unknown[]): string {
  const words = issues.slice(0, SHOWN_ISSUES).map((issue) => {
    const {
      in: part = '',
      path = [],
      message = '',
    } = Object(issue) as { in?: string; path?: unknown[]; message?: string };
    return `${shown([part, ...path].join('.'))} (${message})`;
  });
  const more = issues.length - SHOWN_ISSUES;
  return words.join(', ') + (more > 0 ? `, and ${more} more` : '');
}

function shown(text: string): string {
  return quoted(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);
}
