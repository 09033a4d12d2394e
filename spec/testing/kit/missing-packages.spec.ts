import { join } from 'node:path';
import { expect } from 'chai';
import { type Outcome, runWithout } from '../../support/without-packages';

/** A gateway, without the syntax that a program from the command line cannot have. */
const PREAMBLE = `
  require('reflect-metadata');
  const { SubscribeMessage, WebSocketGateway } = require('./src');
  const { TestGateway } = require('./src/testing');
  class EchoGateway { echo(message) { return message; } }
  SubscribeMessage('echo')(EchoGateway.prototype, 'echo', Reflect.getOwnPropertyDescriptor(EchoGateway.prototype, 'echo'));
  WebSocketGateway({ path: '/echo' })(EchoGateway);
  const kit = TestGateway.createTestModule({ gateways: [EchoGateway] });
  const print = (value) => process.stdout.write(JSON.stringify(value));
`;

const run = (found: Parameters<typeof runWithout>[0], program: string): Promise<Outcome> =>
  runWithout(found, `${PREAMBLE}void (async () => {${program}})();`);

/** The line of an uncaught error that says what it is. */
const complaint = ({ stderr }: Outcome): string | undefined =>
  stderr.split('\n').find((line) => line.startsWith('Error: '));

const withoutClient = { 'socket.io-client': false } as const;
const withoutSupertest = { supertest: false } as const;
const CLIENT_MISSING = "TestGateway needs the package 'socket.io-client': npm install --save-dev socket.io-client";
const SUPERTEST_MISSING = "ctx.http needs the package 'supertest': npm install --save-dev supertest";

describe('a test in a project without socket.io-client', () => {
  it('fails with the name of the package and how to install it when it starts a server', async () => {
    const outcome = await run(withoutClient, 'await kit.start();');
    expect(complaint(outcome)).to.equal(`Error: ${CLIENT_MISSING}`);
    expect(outcome.code).to.equal(1);
  });

  it('fails so also with runWithServer, whose body does not run', async () => {
    const outcome = await run(withoutClient, "await kit.runWithServer(() => print('it runs'));");
    expect(complaint(outcome)).to.equal(`Error: ${CLIENT_MISSING}`);
    expect(outcome.stdout).to.equal('');
  });

  it('fails with the error of Node as the cause', async () => {
    const { stdout, stderr } = await run(
      withoutClient,
      'await kit.start().catch(({ message, cause }) => print([message, cause.code, cause.message.split("\\n")[0]]));',
    );
    expect(stderr).to.equal('');
    expect(JSON.parse(stdout)).to.deep.equal([
      CLIENT_MISSING,
      'MODULE_NOT_FOUND',
      "Cannot find module 'socket.io-client'",
    ]);
  });

  it('has started nothing that keeps its process alive', async () => {
    const { code, stdout } = await run(withoutClient, "await kit.start().catch(() => print('refused'));");
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: '"refused"' });
  });
});

describe('a test in a project without supertest', () => {
  it('passes when it does not use ctx.http', async () => {
    const { code, stdout, stderr } = await run(
      withoutSupertest,
      "await kit.runWithServer(async (ctx) => { await ctx.connect(); print(await ctx.request('echo', 'hello')); });",
    );
    expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: '"hello"', stderr: '' });
  });

  it('fails when it uses ctx.http, and its server is closed', async () => {
    const outcome = await run(withoutSupertest, "await kit.runWithServer((ctx) => ctx.http.get('/'));");
    expect(complaint(outcome)).to.equal(`Error: ${SUPERTEST_MISSING}`);
    expect(outcome.code).to.equal(1);
  });

  it('fails when a client is to share the cookies of ctx.http', async () => {
    const { code, stdout } = await run(
      withoutSupertest,
      `await kit.runWithServer(async (ctx) => {
        await ctx.connect({ cookies: true }).catch(({ message }) => print(message));
      });`,
    );
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: JSON.stringify(SUPERTEST_MISSING) });
  });
});

describe('a test in a project without either', () => {
  it('can dispatch events', async () => {
    const { code, stdout, stderr } = await run(
      { ...withoutClient, ...withoutSupertest },
      "print(await TestGateway.dispatch(EchoGateway, 'echo', 'hello', { acknowledge: false }));",
    );
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).to.deep.equal({ emitted: [{ event: 'echo', args: ['hello'], to: 'client' }] });
  });
});

describe('a test in a project whose socket.io-client is there, and broken', () => {
  const broken = { 'socket.io-client': join(__dirname, 'no-such-file.js') };

  it('fails with the error of that package', async () => {
    const outcome = await run(broken, 'await kit.start();');
    expect(outcome.stderr).to.match(/ENOENT.*no-such-file\.js/);
    expect(outcome.code).to.equal(1);
  });

  it('fails without advice to install the package', async () => {
    expect((await run(broken, 'await kit.start();')).stderr).to.not.include('npm install');
  });
});
