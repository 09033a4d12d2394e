import type { Server } from 'socket.io';
import type { CountedClients, LocalCount, UserCount } from '../../contract/user-count';
import { answerServers, askServers } from '../../engine/adapters/questions';
import type { Log } from '../../log/log';
import { countDigests, digestsIn, digestsOf } from './digests';

/** Under this name servers ask each other, in the namespace `/` of their path. */
const QUESTION = 'gateways:users';

/** What a server says of its clients: ten thousand users are 80 kB. */
interface Answer {
  readonly clients: number;
  readonly digests: string;
}

type CountHere = (whose: CountedClients) => LocalCount | undefined;

/** Counts the users of a path over all of its servers, and answers the others that count. */
export class UserCounts {
  readonly #io: Server;
  readonly #countHere: CountHere;
  readonly #logger: Log;
  /** From then on other servers get no answer. */
  readonly stop: () => void;

  /** @param countHere counts the clients of this server; `undefined` where it has no such gateways */
  constructor(io: Server, countHere: CountHere, logger: Log) {
    this.#io = io;
    this.#countHere = countHere;
    this.#logger = logger;
    this.stop = answerServers(io, QUESTION, (question) => this.#answer(question));
  }

  /** @throws TypeError (a rejection) where a user of this server has a key that is none */
  async count(whose: CountedClients): Promise<UserCount> {
    const { clients, keys } = this.#countHere(whose) ?? NOBODY;
    const { answers, isComplete } = await askServers(this.#io, QUESTION, whose, this.#logger);
    const others = answers.map(answerIn);
    const known = others.filter((each) => each !== undefined);
    return {
      users: known.length === 0 ? keys.size : differentUsers([digestsOf(keys), ...known.map((each) => each.digests)]),
      clients: known.reduce((sum, each) => sum + each.clients, clients),
      complete: isComplete && known.length === others.length,
    };
  }

  /** `undefined` where another host of this server may have the gateways; `false` where they cannot be counted. */
  #answer(question: unknown): Answer | false | undefined {
    const whose = questionIn(question);
    if (!whose) return false;
    try {
      const here = this.#countHere(whose);
      return here && { clients: here.clients, digests: digestsOf(here.keys) };
    } catch (error) {
      this.#logger.error(`The users of ${whose.namespace} cannot be counted`, { err: error });
      return false;
    }
  }
}

const NOBODY: LocalCount = { clients: 0, keys: new Set() };

function differentUsers(digests: readonly string[]): number {
  return new Set(digests.flatMap((each) => [...digestsIn(each)])).size;
}

/** What the hosts of another server say; none where it cannot be read, as from another version of this package. */
function answerIn(answers: unknown): Answer | undefined {
  if (!Array.isArray(answers)) return undefined;
  const said: unknown = answers.find((each) => each !== undefined && each !== null); // on the way it becomes `null`
  if (said === undefined) return { clients: 0, digests: '' };
  const { clients, digests } = Object(said) as Partial<Record<keyof Answer, unknown>>;
  if (typeof clients !== 'number' || !Number.isSafeInteger(clients) || typeof digests !== 'string') return undefined;
  const users = countDigests(digests);
  return users !== undefined && users <= clients ? { clients, digests } : undefined;
}

/** What another server asks for; nothing where it cannot be read, as from another version of this package. */
function questionIn(question: unknown): CountedClients | undefined {
  const { namespace, child, room } = Object(question) as Partial<Record<keyof CountedClients, unknown>>;
  const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
  return typeof namespace === 'string' && isTextOrNull(child) && isTextOrNull(room)
    ? { namespace, child, room }
    : undefined;
}
