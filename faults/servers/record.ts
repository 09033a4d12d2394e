import { openSync, writeSync } from 'node:fs';

/** A record of the requests that this node has done. It is written at once, and so outlives the process. */
export class Record {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  add(id: number): void {
    writeSync(this.#file, `${id}\n`);
  }
}
