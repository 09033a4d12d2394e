import { randomUUID } from 'node:crypto';

/** The part that is used of a client of Redis, of either library: the two take keys and arguments in two ways. */
interface ScriptClient {
  eval(script: string, ...args: never[]): Promise<unknown>;
}

/** Runs a script with one key. */
export type RunScript = (key: string, args: readonly string[]) => Promise<unknown>;

type Eval = (script: string, ...args: unknown[]) => Promise<unknown>;

/**
 * Gives what runs a script in Redis as one step. Each answer comes with the name of its call, as a client that has lost its
 * connection may give it to another: all versions 5 of the package `redis` do so. Without the name, one user would get the
 * answer of another. What a script finds comes first, and the name is no number: an adapter that gets such an answer in
 * place of how many servers there are cannot take it for a count.
 *
 * @param owner says in errors whose client it is
 * @throws TypeError where the client has no `eval`; what it gives rejects with an Error where an answer is that of another call
 */
export function scriptsIn(client: ScriptClient, owner: string): (script: string) => RunScript {
  if (typeof (client as Partial<ScriptClient> | undefined)?.eval !== 'function') {
    throw new TypeError(`${owner} has no client; expected one of ioredis or redis`);
  }
  const evaluate = client.eval.bind(client) as Eval; // its arguments are those of the one library or the other
  const run: (script: string, key: string, args: string[]) => Promise<unknown> =
    'defineCommand' in client
      ? (script, key, args) => evaluate(script, 1, key, ...args)
      : (script, key, args) => evaluate(script, { keys: [key], arguments: args });
  const name = `call of ${randomUUID()}`;
  let calls = 0;
  return (script) => {
    const named = `return { (function() ${script}\nend)() or false, ARGV[#ARGV] }`;
    return async (key, args) => {
      const call = `${name} ${(calls += 1)}`;
      const reply = await run(named, key, [...args, call]);
      if (!Array.isArray(reply) || reply[1] !== call) throw new Error(outOfStep(owner));
      return reply[0] as unknown;
    };
  };
}

function outOfStep(owner: string): string {
  return `The client of ${owner} gave the answer of another command; expected one of ioredis or redis 6, whose answers are in order`;
}
