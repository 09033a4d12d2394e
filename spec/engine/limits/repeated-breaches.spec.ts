import { expect } from 'chai';
import { watching } from '../../channels/watching';
import { RawSession } from '../../support/raw-session';
import { overBothTransports, PATH, type Run } from './support';

const TOO_MANY = `2["echo"${',1'.repeat(65)}]`;
const TOO_LONG = `2["${'x'.repeat(129)}"]`;

overBothTransports((run: Run, transport) => {
  describe('Connections of one address that a limit closes', () => {
    async function breach(url: string, packet: string): Promise<void> {
      using session = await RawSession.open(url, PATH, transport);
      await session.connect();
      await session.send(packet);
      await session.closed;
    }

    it('do not fill the log, while each of them is told of on the channel, and counted', () =>
      run({}, ({ application, logger }) =>
        watching(async ({ others }) => {
          for (let count = 0; count < 30; count += 1) await breach(application.url, TOO_MANY);
          const lines = logger.at('warn');
          expect(lines).to.have.length(20);
          const line =
            'Closed the connection of 127.0.0.1: it sent 65 arguments; expected at most 64 (limits.maxArguments)';
          expect(lines[0]?.message).to.equal(line);
          expect(lines[19]?.message).to.equal(`${line}; more of it from this address is counted for a minute`);
          expect(lines.map(({ fields }) => fields.count)).to.deep.equal(Array.from({ length: 20 }, (_, at) => at + 1));
          const told = others.filter(([name]) => name === 'limit');
          expect(told).to.have.length(30);
          for (const [, message] of told) expect(message).to.include({ limit: 'maxArguments', isClosed: true });
          await breach(application.url, TOO_LONG);
          expect(logger.at('warn')).to.have.length(21); // of another limit
          expect(logger.at('warn').at(-1)?.fields).to.include({ limit: 'maxEventNameLength', count: 1 });
        }),
      ));

    it('are told of again a minute later, with how many there were', () =>
      run({}, async ({ application, logger }) => {
        for (let count = 0; count < 25; count += 1) await breach(application.url, TOO_MANY);
        const now = performance.now.bind(performance);
        performance.now = () => now() + 60_000;
        try {
          await breach(application.url, TOO_MANY);
        } finally {
          performance.now = now;
        }
        const [last] = logger.at('warn').slice(-1);
        expect(last?.message).to.match(/; 5 more of it came from this address since it was told of the last time$/);
        expect(last?.fields.count).to.equal(26);
      }));
  });
});
