import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { expect } from 'chai';
import express from 'express';
import { Container } from 'inversify';
import { attachGateways, GatewayConfigurationError, WebSocketGateway } from '../../src';

@WebSocketGateway({ path: '/ws' })
class ChatGateway {}

const app = express();
const httpServer = createServer(app);

/** What attaching with these arguments reports. */
function problemsWith(...args: unknown[]): readonly string[] {
  try {
    (attachGateways as (...args: unknown[]) => unknown)(...args);
    return [];
  } catch (error) {
    expect(error).to.be.instanceOf(GatewayConfigurationError);
    return (error as GatewayConfigurationError).problems;
  }
}

describe('attachGateways refuses', () => {
  it('arguments in another order, with the right one', () => {
    expect(problemsWith(new Container(), httpServer, app)).to.deep.equal([
      'attachGateways: its app is an Inversify container; expected an Express application: ' +
        'attachGateways(app, httpServer, container, options)',
      'attachGateways: its container is an Express application; expected an Inversify container: ' +
        'attachGateways(app, httpServer, container, options)',
    ]);
    expect(problemsWith(httpServer, app, new Container())).to.have.length(2);
  });

  it('an application in place of its HTTP server', () => {
    expect(problemsWith(app, app, new Container())).to.deep.equal([
      'attachGateways: its httpServer is an Express application; expected the HTTP server of createServer(app): ' +
        'attachGateways(app, httpServer, container, options)',
    ]);
  });

  it('arguments that are missing', () => {
    expect(problemsWith(app, httpServer)).to.deep.equal([
      'attachGateways: its container is undefined; expected an Inversify container',
    ]);
    expect(problemsWith()).to.have.length(3);
  });

  it('a list in place of options', () => {
    expect(problemsWith(app, httpServer, new Container(), [ChatGateway])).to.deep.equal([
      'attachGateways: its options are [ [class ChatGateway] ]; expected an object: { gateways: [...] } lists gateways',
    ]);
  });

  it('options that are null', () => {
    expect(problemsWith(app, httpServer, new Container(), null)).to.deep.equal([
      'attachGateways: its options are null; expected an object',
    ]);
  });

  for (const [wrong, right] of [
    ['midleware', "'middleware'"],
    ['guard', "'guards'"],
    ['Guards', "'guards'"],
    ['filter', "'filters'"],
    ['exposeError', "'exposeErrors'"],
    ['authprovider', "'authProvider'"],
  ]) {
    it(`the option ${wrong!}, with the one that was meant`, () => {
      expect(problemsWith(app, httpServer, new Container(), { gateways: [ChatGateway], [wrong!]: [] })).to.deep.equal([
        `options of attachGateways: '${wrong!}' is unknown; expected ${right!}`,
      ]);
    });
  }

  for (const [name, expected] of [
    ['cors', 'attachGateways(…, { server: { cors } }) or @WebSocketGateway({ cors })'],
    ['path', '@WebSocketGateway({ path })'],
    ['namespaces', '@WebSocketGateway({ namespace })'],
    ['pingIntervall', 'attachGateways(…, { server: { pingInterval } })'],
  ]) {
    it(`the option ${name!}, with the place where it belongs`, () => {
      expect(problemsWith(app, httpServer, new Container(), { gateways: [ChatGateway], [name!]: '/x' })).to.deep.equal([
        `options of attachGateways: '${name!}' is unknown; expected ${expected!}`,
      ]);
    });
  }

  for (const [name, value, expected] of [
    ['guards', ChatGateway, '[class ChatGateway]; expected a list'],
    ['gateways', ChatGateway, '[class ChatGateway]; expected a list'],
    [
      'middleware',
      [(_err: unknown, _req: unknown, _res: unknown, next: () => void) => next()],
      '[ [Function (anonymous)] ]; expected functions (req, res, next) alone, as an error is answered without (err, req, res, next)',
    ],
    ['middleware', [undefined], '[ undefined ]; expected a list of functions (req, res, next)'],
    ['authProvider', {}, '{}; expected a class'],
    ['acks', 'errorfirst', "'errorfirst'; expected 'value' or 'errorFirst'"],
    ['errorEvent', false, "false; expected 'always' or 'unacknowledged'"],
    ['unknownEvents', 'Ignore', "'Ignore'; expected 'reject' or 'ignore'"],
    ['validateOutgoing', true, "true; expected 'off', 'log' or 'throw'"],
    ['exposeErrors', 'false', "'false'; expected true or false"],
    ['server', [1], '[ 1 ]; expected an object, or a function of the path'],
    ['logger', { log: 1 }, '{ log: 1 }; expected an object with debug(), info(), warn() and error()'],
  ] as const) {
    it(`an option of another kind: ${name} of ${inspect(value, { depth: 0 })}`, () => {
      expect(problemsWith(app, httpServer, new Container(), { [name]: value })).to.deep.equal([
        `options of attachGateways: its '${name}' is ${expected}`,
      ]);
    });
  }

  it('no option that is undefined', () => {
    const names = ['guards', 'middleware', 'authProvider', 'acks', 'exposeErrors', 'server', 'validation', 'logger'];
    const options = Object.fromEntries(names.map((name) => [name, undefined]));
    expect(problemsWith(app, httpServer, new Container(), { gateways: [], ...options })).to.deep.equal([
      'options.gateways: is empty; expected a class that is decorated with @WebSocketGateway()',
    ]);
  });

  it('any other option, with those that there are', () => {
    const [problem] = problemsWith(app, httpServer, new Container(), { gateways: [ChatGateway], rooms: [] });
    expect(problem).to.match(
      /^options of attachGateways: 'rooms' is unknown; expected gateways, io, server, middleware, /,
    );
  });
});

describe('attachGateways leaves nothing attached', () => {
  it('where its arguments are wrong', () => {
    const container = new Container();
    problemsWith(app, httpServer, container, { gateways: [ChatGateway], guard: [] });
    expect(container.isBound(ChatGateway)).to.equal(false);
    expect(app.locals).not.to.have.property('gateways');
  });
});
