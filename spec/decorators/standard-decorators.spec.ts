import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { expect } from 'chai';
import ts from 'typescript';
import * as gateways from '../../src';

const FLAG =
  'is decorated by a standard decorator; expected a legacy one: ' +
  'set "experimentalDecorators": true in tsconfig.json, and let the runner (tsx, esbuild, swc) read it';

const requireHere = createRequire(__filename) as (name: string) => unknown;

/** Runs a module that was compiled without `experimentalDecorators`, as tsx and esbuild do where nothing says so. */
function run(code: string): void {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, experimentalDecorators: false },
  });
  const module = compileFunction(outputText, ['require', 'exports']) as (...given: unknown[]) => void;
  module((name: string) => (name === 'inversify-express-gateways' ? gateways : requireHere(name)), {});
}

/** A module with these decorators in these places. */
function moduleWith({ onClass = '', onMethod = '', onField = '' }): string {
  return `
    import * as g from 'inversify-express-gateways';
    const Custom = g.createParamDecorator(() => 1);
    ${onClass && `@g.${onClass}`}
    class ChatGateway {
      ${onMethod && `@g.${onMethod}`}
      say() {}
      ${onField && `@g.${onField}`}
      readonly whisper = () => undefined;
    }`.replaceAll('g.Custom', 'Custom');
}

const ofClasses = ['WebSocketGateway', 'WebSocketGateway()', "WebSocketGateway({ path: '/ws' })"];
const ofBoth = [
  'UseGuards(() => true)',
  'UseInterceptors()',
  'UseFilters()',
  'RateLimit({ points: 1, durationMs: 1 })',
  'Timeout(1)',
  "Emits('said')",
  'Returns(undefined)',
  'Describe({})',
];
const ofMembers = [
  'SubscribeMessage',
  "SubscribeMessage('say')",
  "OnServerEvent('say')",
  ...[
    'OnConnected',
    'OnRecovered',
    'OnDisconnecting',
    'OnDisconnected',
    'OnUnknownEvent',
    'OnGatewayInit',
    'OnGatewayClose',
    'OnUserOnline',
    'OnUserOffline',
    'Idempotent',
  ].map((name) => `${name}()`),
];
const bare = [
  'OnConnected',
  'OnServerEvent',
  'UseGuards',
  'UseInterceptors',
  'UseFilters',
  'RateLimit',
  'Timeout',
  'Idempotent',
  'Emits',
  'Returns',
  'Describe',
];
const ofParameters = [
  'WsAck',
  'WsArgs',
  'WsAuth',
  'WsBody',
  'WsContext',
  'WsHeader',
  'WsParam',
  'WsQuery',
  'WsSocket',
  'Custom',
];

describe('a decorator that the compiler applies as a standard one is refused with the flag to set', () => {
  for (const decorator of [...ofClasses, ...ofBoth]) {
    it(`at a class: @${decorator}`, () => {
      expect(() => run(moduleWith({ onClass: decorator }))).to.throw(TypeError, `ChatGateway ${FLAG}`);
    });
  }

  for (const decorator of [...ofBoth, ...ofMembers, ...bare]) {
    it(`at a method and at a field: @${decorator}`, () => {
      expect(() => run(moduleWith({ onMethod: decorator }))).to.throw(TypeError, `say ${FLAG}`);
      expect(() => run(moduleWith({ onField: decorator }))).to.throw(TypeError, `whisper ${FLAG}`);
    });
  }

  // There are no standard decorators of parameters: compilers refuse them, or leave them out.
  for (const decorator of ofParameters) {
    it(`at a method in place of its parameter: @${decorator}, with and without parentheses`, () => {
      expect(() => run(moduleWith({ onMethod: decorator }))).to.throw(TypeError, `say ${FLAG}`);
      expect(() => run(moduleWith({ onMethod: `${decorator}('x')` }))).to.throw(TypeError, `say ${FLAG}`);
    });
  }

  it('where every decorator of the package is one of them', () => {
    const named = Object.keys(gateways).filter((name) =>
      /^(On|Ws|Use|RateLimit|Timeout|SubscribeMessage|WebSocketGateway|Emits|Returns|Describe|Idempotent)/.test(name),
    );
    const tried = [...ofClasses, ...ofBoth, ...ofMembers, ...ofParameters].map((each) => each.replace(/\(.*$/, ''));
    const classes = ['WsResponse', 'WsStatus'];
    expect(named.filter((name) => !tried.includes(name))).to.have.members(classes);
  });
});
