import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import type { RequestHandler, Response } from 'express';
import { handshake } from '../../support/handshake';
import { transports } from '../../support/transports';
import { attached } from '../hello';

const folder = mkdtempSync(path.join(tmpdir(), 'handshake-'));
const page = path.join(folder, 'page.html');
const SIZE = 3_000_000;
const PIECE = 'x'.repeat(30_000);

async function writeAndWait(res: Response): Promise<void> {
  for (let written = 0; written < SIZE; written += PIECE.length) {
    if (!res.write(PIECE)) await once(res, 'drain');
  }
  expect(res.writableNeedDrain).to.be.a('boolean');
  res.end();
}

/** An answer that is more than a connection takes at once, in all the ways in which it is written. */
const answers: readonly (readonly [string, RequestHandler])[] = [
  ['sent as a file', (_req, res) => res.status(403).sendFile(page)],
  ['piped', (_req, res) => void Readable.from(pieces()).pipe(res.status(403))],
  ['written, with waits for drain', (_req, res) => writeAndWait(res.status(403))],
  [
    'written until it is full, and piped then',
    async (_req, res) => {
      res.status(403);
      let left = SIZE;
      do left -= PIECE.length;
      while (res.write(PIECE));
      await once(res, 'drain');
      Readable.from(pieces(left)).pipe(res);
    },
  ],
  ['sent in one piece', (_req, res) => void res.status(403).send('x'.repeat(SIZE))],
];

function* pieces(left = SIZE): Generator<string> {
  for (; left > 0; left -= PIECE.length) yield PIECE;
}

describe('a refusal that is more than a connection takes at once', () => {
  before(() => writeFileSync(page, 'x'.repeat(SIZE)));
  after(() => rmSync(folder, { recursive: true }));

  for (const transport of transports) {
    for (const [how, answer] of answers) {
      it(`arrives over ${transport} where it is ${how}`, async () => {
        await using application = await attached([answer]);
        const { status, body } = await handshake(application, transport, '/ws');
        expect({ status, length: body.length }).to.deep.equal({ status: 403, length: SIZE });
      });
    }
  }
});
