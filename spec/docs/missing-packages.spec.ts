import { expect } from 'chai';
import { runWithout } from '../support/without-packages';

/** Mounts the documents of a gateway, asks for all of them, and prints what came: status, type and text by path. */
const PROGRAM = `
  require('reflect-metadata');
  const { createServer, get } = require('node:http');
  const { text } = require('node:stream/consumers');
  const express = require('express');
  const { Container } = require('inversify');
  const { attachGateways, SubscribeMessage, WebSocketGateway } = require('./src');
  const { gatewayDocs } = require('./src/docs');

  class EchoGateway { echo(message) { return message; } }
  SubscribeMessage('echo')(EchoGateway.prototype, 'echo', Reflect.getOwnPropertyDescriptor(EchoGateway.prototype, 'echo'));
  WebSocketGateway({ path: '/echo' })(EchoGateway);

  const app = express();
  const server = createServer(app);
  const host = attachGateways(app, server, new Container(), { gateways: [EchoGateway] });
  app.use('/docs', gatewayDocs(host));
  const ask = (port, path) => new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: '/docs/' + path, agent: false }, async (response) => {
      resolve([path, [response.statusCode, response.headers['content-type'], await text(response)]]);
    }).on('error', reject);
  });
  server.listen(0, '127.0.0.1', async () => {
    const { port } = server.address();
    const paths = ['contract.json', 'asyncapi.json', 'asyncapi.yaml', 'client.d.ts'];
    const answers = await Promise.all(paths.map((path) => ask(port, path)));
    process.stdout.write(JSON.stringify(Object.fromEntries(answers)));
    await host.close();
    server.close();
  });
`;

const documents: Readonly<Record<string, readonly [path: string, advice: string]>> = {
  yaml: ['asyncapi.yaml', "asyncapi.yaml needs the package 'yaml': npm install --save-dev yaml"],
  'json-schema-to-typescript': [
    'client.d.ts',
    "clientTypes() needs the package 'json-schema-to-typescript': npm install --save-dev json-schema-to-typescript",
  ],
};

describe('gatewayDocs in a project without', function () {
  this.timeout(60_000); // it starts a process

  for (const [missing, [path, advice]] of Object.entries(documents)) {
    it(`${missing} answers with 501 and how to install it, and serves all other documents`, async () => {
      const { code, stdout, stderr } = await runWithout({ [missing]: false }, PROGRAM);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      const { [path]: answer, ...others } = JSON.parse(stdout) as Record<string, [number, string, string]>;
      expect(answer).to.deep.equal([501, 'text/plain; charset=utf-8', `${advice}\n`]);
      expect(Object.values(others).map(([status]) => status)).to.deep.equal([200, 200, 200]);
    });
  }

  it('either throws where a program asks for what it needs, in the same words', async () => {
    const { stdout } = await runWithout(
      { 'json-schema-to-typescript': false },
      `
        require('reflect-metadata');
        const { clientTypes } = require('./src/docs');
        const model = { contract: 1, acks: 'value', paths: [], definitions: {}, error: { type: 'object', properties: {} } };
        clientTypes(model).catch(({ message }) => process.stdout.write(message));
      `,
    );
    expect(stdout).to.equal(documents['json-schema-to-typescript']![1]);
  });
});
