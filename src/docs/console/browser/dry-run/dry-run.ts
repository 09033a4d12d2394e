import type { DryRunResult } from '../../../dry-run/result';
import { type ConnectionSettings, headersOf, objectOf, textsOf } from '../connections/settings';
import { fromJson, toJson } from '../form/value';

/** What a dry run came to, and whose settings its client had. */
export interface DryRun {
  readonly result: DryRunResult;
  readonly namespace: string;
}

/** As the server has it. */
const TYPE = 'application/vnd.gateways.dry-run+json';

/** Has the server run an event that it sends nothing of. @throws Error with a sentence for the reader */
export async function dryRun(
  settings: ConnectionSettings,
  namespace: string,
  event: string,
  args: readonly unknown[],
  acknowledge: boolean,
): Promise<DryRun> {
  const { path, auth, query, headers } = settings;
  const run = { path, namespace, auth: objectOf(auth), query: textsOf(query), event, args, acknowledge };
  let response;
  try {
    response = await fetch(new URL('dry-run', location.href), {
      method: 'POST',
      headers: { ...headersOf(headers), 'Content-Type': TYPE },
      body: toJson(run, 0),
    });
  } catch (error) {
    throw new Error('The server cannot be reached.', { cause: error });
  }
  const body = parsed(await response.text());
  if (response.ok) return { result: body as DryRunResult, namespace }; // our own server side wrote it
  throw new Error('message' in body ? String(body.message) : `The server has answered with HTTP ${response.status}.`);
}

function parsed(text: string): object {
  try {
    return objectOf(fromJson(text));
  } catch {
    return {};
  }
}
