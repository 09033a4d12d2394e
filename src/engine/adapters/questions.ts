import type { Namespace, Server } from 'socket.io';
import type { Log } from '../../log/log';
import { isOfCluster, knownServers } from '../internals/adapters';
import { SharedHooks } from '../shared-hooks';

/** Adapters wait for five seconds unless they are told otherwise; one that cannot even ask never answers. */
const LATEST_MS = 6_000;

/** What the other servers of a path have answered. */
interface Answers {
  readonly answers: readonly unknown[];
  /** `false` where one of them has not. */
  readonly isComplete: boolean;
}

/**
 * Asks all other servers of a path, over its namespace `/`: it is on all of them, whatever their clients are in.
 * Resolves within six seconds, and never rejects.
 */
export function askServers(io: Server, name: string, question: object, logger: Log): Promise<Answers> {
  const { adapter } = io.of('/');
  if (!isOfCluster(adapter)) return Promise.resolve({ answers: [], isComplete: true });
  const asked = knownServers(adapter);
  return new Promise((resolve) => {
    const failed = (error: unknown): void => {
      logger.debug(`The other servers cannot be asked for ${name}`, { err: error });
      answered(error);
    };
    const answered = (error?: unknown, answers: readonly unknown[] = []): void => {
      clearTimeout(timer);
      resolve({ answers, isComplete: !error && answers.length >= asked });
    };
    const timer = setTimeout(answered, LATEST_MS, new Error('No answer'));
    try {
      // Not by the namespace, which drops the promise that most adapters give.
      const sent = (adapter.serverSideEmit as (packet: unknown[]) => unknown)([name, question, answered]);
      if (sent instanceof Promise) sent.catch(failed);
    } catch (error) {
      failed(error);
    }
  });
}

type Answer = (question: unknown) => unknown;

/** By the name of a question. */
const asked = new Map<string, SharedHooks<Namespace, Answer>>();

/**
 * Answers a question of other servers, each with a list: what every host of this server gives. The function that it gives
 * takes the answer back.
 */
export function answerServers(io: Server, name: string, answer: Answer): () => void {
  const answers =
    asked.get(name) ?? new SharedHooks<Namespace, Answer>((namespace, all) => listen(namespace, name, all));
  asked.set(name, answers);
  return answers.add(io.of('/'), answer);
}

function listen(namespace: Namespace, name: string, answers: Iterable<Answer>): () => void {
  const listener = (question: unknown, respond: unknown): void => {
    if (typeof respond === 'function') Reflect.apply(respond, undefined, [[...answers].map((each) => each(question))]);
  };
  namespace.on(name as 'connection', listener as () => void); // its types know socket.io's own events alone
  return () => void namespace.off(name, listener);
}
