import { openSync, writeSync } from 'node:fs';

/** One time that a node has done a request, in milliseconds of the clock. */
export interface Doing {
  readonly id: number;
  /** When its effect was there. */
  readonly from: number;
  /** When its answer was there; `undefined` where the node had died before. */
  until?: number;
}

/** A record of the requests that this node has done. It is written at once, and so outlives the process. */
export class Record {
  readonly #file: number;
  #number = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  /** Notes that the effect of a request is there. @returns notes that its answer is there, too */
  add(id: number): () => void {
    const doing = `${process.pid}:${(this.#number += 1)}`;
    writeSync(this.#file, `${doing} ${id} ${Date.now()}\n`);
    return () => void writeSync(this.#file, `${doing} ${id} ${Date.now()}\n`);
  }
}

/** @param text of a record, in which a request that was answered stands twice */
export function readRecord(text: string): Doing[] {
  const found = new Map<string, Doing>();
  for (const line of text.split('\n').filter(Boolean)) {
    const [doing = '', id, at] = line.split(' ');
    const begun = found.get(doing);
    if (begun) begun.until = Number(at);
    else found.set(doing, { id: Number(id), from: Number(at) });
  }
  return [...found.values()];
}
