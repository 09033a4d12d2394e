import { parseArgs } from 'node:util';
import { type FaultName, faultNames, faults, fullTimes, shortTimes, type Times } from './faults';
import { type AdapterName, adapterNames, type ServerName, serverNames } from './servers/scenario';

/** What the command line says. */
export interface Options {
  readonly servers: readonly ServerName[];
  readonly adapters: readonly AdapterName[];
  readonly faults: readonly FaultName[];
  readonly clients: number;
  readonly runs: number;
  readonly seed: number;
  readonly times: Times;
  /** A file that each run is added to as a line. */
  readonly keep: string | undefined;
  /** What is in that file is not run again. */
  readonly resume: boolean;
  /** A file of {@link keep} that the page is written from; nothing is run. */
  readonly page: string | undefined;
}

/** @throws Error where it has a name that there is not */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      server: { type: 'string' },
      adapter: { type: 'string' },
      fault: { type: 'string' },
      clients: { type: 'string' },
      runs: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      short: { type: 'boolean', default: false },
      keep: { type: 'string' },
      resume: { type: 'boolean', default: false },
      page: { type: 'string' },
    },
  });
  const { short } = values;
  return {
    servers: namesIn(values.server, serverNames, short ? ['library'] : serverNames),
    adapters: namesIn(values.adapter, adapterNames, short ? ['redis-streams'] : adapterNames),
    faults: namesIn(values.fault, faultNames, short ? ['kill', 'redis-restarted'] : faultNames),
    clients: Number(values.clients ?? (short ? 60 : 300)),
    runs: Number(values.runs),
    seed: Number(values.seed),
    times: short ? shortTimes : fullTimes,
    keep: values.keep,
    resume: values.resume,
    page: values.page,
  };
}

/** Whether a fault can befall a cluster with this adapter. */
export function canBefall(fault: FaultName, adapter: AdapterName): boolean {
  return adapter !== 'cluster' || !faults[fault].needsRedis;
}

function namesIn<Name extends string>(
  text: string | undefined,
  known: readonly Name[],
  otherwise: readonly Name[],
): readonly Name[] {
  if (text === undefined) return otherwise;
  return text.split(',').map((wanted) => nameIn(wanted, known));
}

/** @throws Error where it is none of them */
export function nameIn<Name extends string>(wanted: string, known: readonly Name[]): Name {
  const name = known.find((each) => each === wanted);
  if (!name) throw new Error(`There is no '${wanted}'; there are ${known.join(', ')}`);
  return name;
}
