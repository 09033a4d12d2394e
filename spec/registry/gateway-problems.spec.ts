import { expect } from 'chai';
import { Container } from 'inversify';
import { GatewayConfigurationError, SubscribeMessage, WebSocketGateway, WsBody } from '../../src';
import { TestApplication } from '../support/application';

import { gatewayWith, problemsOf } from '../support/problems';

describe('a list of gateways is refused', () => {
  it('when it holds a class that is not decorated', async () => {
    class PlainClass {}
    expect(await problemsOf(PlainClass)).to.deep.equal([
      'PlainClass: is listed in options.gateways and not decorated; expected @WebSocketGateway() on it',
    ]);
  });

  it('when it holds a subclass of a gateway that is not decorated itself', async () => {
    class Subclass extends gatewayWith('Parent', {}) {}
    expect(await problemsOf(Subclass)).to.deep.equal([
      'Subclass: is listed in options.gateways and not decorated; expected @WebSocketGateway() on it',
    ]);
  });

  it('when it holds undefined, as happens when two files import each other; expected a Joi schema or a Standard Schema', async () => {
    expect(await problemsOf(undefined as never)).to.deep.equal([
      'options.gateways: found undefined; expected classes (does an import cycle hide one?)',
    ]);
  });

  it('when it is empty', async () => {
    expect(await problemsOf()).to.deep.equal([
      'options.gateways: is empty; expected a class that is decorated with @WebSocketGateway()',
    ]);
  });
});

describe('the options of a gateway are refused', () => {
  it('when their function returns a promise', async () => {
    const problems = await problemsOf(gatewayWith('AsyncOptions', async () => ({ path: '/later' })));
    expect(problems).to.have.length(1);
    expect(problems[0]).to.match(
      /^AsyncOptions: its options are Promise {.*}; expected an object, or a function that returns one$/s,
    );
  });

  it('when their function returns undefined', async () => {
    expect(await problemsOf(gatewayWith('NoOptions', () => undefined))).to.deep.equal([
      'NoOptions: its options are undefined; expected an object, or a function that returns one',
    ]);
  });

  it('when they are null', async () => {
    expect(await problemsOf(gatewayWith('NullOptions', () => null))).to.deep.equal([
      'NullOptions: its options are null; expected an object, or a function that returns one',
    ]);
  });

  it('when their function throws', async () => {
    const options = (): never => {
      throw new Error('no configuration');
    };
    expect(await problemsOf(gatewayWith('ThrowingOptions', options))).to.deep.equal([
      'ThrowingOptions: the function that gives its options threw: Error: no configuration',
    ]);
  });

  for (const path of ['', '/', '/ws?x=1', '/ws#x', '/w s']) {
    it(`when the path is '${path}'`, async () => {
      expect(await problemsOf(gatewayWith('OddPath', { path }))).to.deep.equal([
        `OddPath: its path is '${path}'; expected one below the root without '?' and '#', such as '/socket.io'`,
      ]);
    });
  }

  it('when the path is no string', async () => {
    expect(await problemsOf(gatewayWith('Numbered', { path: 42 }))).to.deep.equal([
      "Numbered: its path is 42; expected one below the root without '?' and '#', such as '/socket.io'",
    ]);
  });

  for (const flag of ['g', 'y']) {
    it(`when the namespace is a RegExp with the flag ${flag}`, async () => {
      expect(await problemsOf(gatewayWith('Sticky', { namespace: new RegExp('^/room', flag) }))).to.deep.equal([
        `Sticky: its namespace /^\\/room/${flag} has the flag g or y, which makes every second match fail; expected none of them`,
      ]);
    });
  }

  it('when the namespace is neither a string nor a RegExp', async () => {
    expect(await problemsOf(gatewayWith('Numbered', { namespace: 42 }))).to.deep.equal([
      'Numbered: its namespace is 42; expected a string or a RegExp',
    ]);
  });

  it('when the ordering is another word', async () => {
    expect(await problemsOf(gatewayWith('Ordered', { ordering: 'Serial' }))).to.deep.equal([
      "Ordered: its ordering is 'Serial'; expected 'parallel' or 'serial'",
    ]);
  });

  it('when the handshake has a part that is none', async () => {
    expect(await problemsOf(gatewayWith('Handshake', { handshake: { header: {} } }))).to.deep.equal([
      "Handshake: its handshake has a schema for 'header'; expected auth, query, headers",
    ]);
  });

  for (const limit of [-1, NaN]) {
    it(`when maxPendingEvents is ${limit}`, async () => {
      expect(await problemsOf(gatewayWith('Limited', { path: '/ws', maxPendingEvents: limit }))).to.deep.equal([
        `/ws, namespace /: its gateways say maxPendingEvents ${limit}; expected one number from 0`,
      ]);
    });
  }
});

describe('a configuration error', () => {
  @WebSocketGateway({ path: '/', namespace: /room/g })
  class OddGateway {
    @SubscribeMessage('connect')
    first(): void {}

    @SubscribeMessage('join')
    second(@WsBody(42 as never) _body: unknown): void {}
  }

  it('lists everything that is wrong with all gateways at once', async () => {
    class PlainClass {}
    const problems = await problemsOf(OddGateway, PlainClass);
    expect(problems).to.have.members([
      'PlainClass: is listed in options.gateways and not decorated; expected @WebSocketGateway() on it',
      "OddGateway: its path is '/'; expected one below the root without '?' and '#', such as '/socket.io'",
      'OddGateway: its namespace /room/g has the flag g or y, which makes every second match fail; expected none of them',
      "OddGateway.first: subscribes to 'connect', which is reserved; expected another name, or a lifecycle hook",
      'OddGateway.second, parameter 0: its schema is 42; expected a Joi schema or a Standard Schema',
    ]);
    expect(new GatewayConfigurationError(problems).message).to.equal(
      `5 problems with the gateways:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  });

  it('has a single problem as its message', () => {
    expect(new GatewayConfigurationError(['Gateway.method: is wrong'])).to.include({
      name: 'GatewayConfigurationError',
      message: 'Gateway.method: is wrong',
    });
  });

  it('leaves the container unchanged', () => {
    const container = new Container();
    expect(() => new TestApplication(container).attach({ gateways: [OddGateway] })).to.throw(GatewayConfigurationError);
    expect(container.isBound(OddGateway)).to.be.false;
  });
});
