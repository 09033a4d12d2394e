import { expect } from 'chai';
import ts from 'typescript';
import type { AttachOptions } from '../../../src';
import { clientTypes } from '../../../src/docs';
import { everything, registryOf } from '../fixture/registry';
import { HostileGateway } from '../hostile.gateway';
import { mistakesIn } from './compile';

async function typesOf(gateways: typeof everything, options: AttachOptions = {}): Promise<string> {
  return clientTypes(await registryOf(gateways, options));
}

describe('the types of a client', () => {
  it('compile strictly, with every feature, and type a socket', async () => {
    const code = `
      import type { Socket } from 'socket.io-client';
      declare const socket: Socket<gateways.Market.ServerToClientEvents, gateways.Market.ClientToServerEvents>;
      socket.emit('offer', { title: 'A bicycle', size: 's' }, (answer) =>
        'error' in answer ? answer.error.code : answer.id.toFixed());
      socket.emit('bid', 7, 20.5);
      socket.emit('classify', { name: 'bicycles', parts: [{ name: 'wheels' }] });
      socket.emit('maybe');
      socket.emit('search', { text: 'bicycle' });
      socket.on('offered', ({ title }) => title.trim());
      socket.on('error', ({ code }) => code.toFixed());
      const auth: gateways.Market.Auth = { token: 'open sesame' };
      socket.auth = auth;
    `;
    expect(mistakesIn(await typesOf(everything), code)).to.deep.equal([]);
  });

  it('find what does not fit the contract', async () => {
    const code = `
      import type { Socket } from 'socket.io-client';
      declare const socket: Socket<gateways.Market.ServerToClientEvents, gateways.Market.ClientToServerEvents>;
      socket.emit('bid', '7', 20.5);
      socket.emit('offer', { price: 5 }, () => undefined);
      socket.emit('unknown');
      socket.on('offered', ({ cost }) => cost);
    `;
    expect(mistakesIn(await typesOf(everything), code)).to.have.length(4);
  });

  it('have the error first where acknowledgements do', async () => {
    const code = `
      const answered: Parameters<gateways.Market.ClientToServerEvents['offer']>[1] = (error, answer) => {
        error?.code.toFixed();
        answer?.id.toFixed();
      };
      void answered;
    `;
    expect(mistakesIn(await typesOf(everything, { acks: 'errorFirst' }), code)).to.deep.equal([]);
  });

  it('hold nothing that hostile names and descriptions have smuggled in', async () => {
    const types = await typesOf([HostileGateway]);
    expect(mistakesIn(types, '')).to.deep.equal([]);
    const source = ts.createSourceFile('gateways.d.ts', types, ts.ScriptTarget.ES2022, true);
    const kinds = new Set(source.statements.map(({ kind }) => ts.SyntaxKind[kind]));
    expect([...kinds].sort()).to.deep.equal(['InterfaceDeclaration', 'ModuleDeclaration']);
  });

  it('are the same bytes for the same gateways', async () => {
    expect(await typesOf([...everything].reverse())).to.equal(await typesOf(everything));
  });

  it('begin with what the application wants', async () => {
    const types = await clientTypes(await registryOf(everything), { banner: '/* eslint-disable */' });
    expect(types.split('\n')[0]).to.equal('/* eslint-disable */');
  });
}).timeout(0); // nothing interrupts the compiler
