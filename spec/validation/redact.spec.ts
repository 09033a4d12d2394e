import { expect } from 'chai';
import { redactor } from '../../src/validation/redact';

describe('the redaction of messages', () => {
  it('hides a text of the payload, however deep it lies', () => {
    const message = '"password" with value "hunter2" fails to match';
    for (const payload of ['hunter2', ['hunter2'], { user: { passwords: [null, { current: 'hunter2' }] } }]) {
      expect(redactor(payload)(message)).to.equal('"password" with value "[hidden]" fails to match');
    }
  });

  it('hides it every time it stands there', () => {
    expect(redactor('hunter2')('hunter2 is not hunter2.')).to.equal('[hidden] is not [hidden].');
  });

  it('hides numbers', () => {
    expect(redactor({ pin: 4711, balance: -12.5 })('not 4711 and not -12.5')).to.equal('not [hidden] and not [hidden]');
  });

  it('hides the whole of a text that holds another, and not only a part', () => {
    const payload = { short: 'correct', long: 'correct horse battery staple', middle: 'horse battery' };
    expect(redactor(payload)('got "correct horse battery staple"')).to.equal('got "[hidden]"');
    expect(redactor(payload)('got "correct donkey"')).to.equal('got "[hidden] donkey"');
  });

  it('leaves words alone that merely contain it', () => {
    expect(redactor(['art', 12])('"start" must be 125 or smart')).to.equal('"start" must be 125 or smart');
    expect(redactor('über')('"übermorgen" is no day')).to.equal('"übermorgen" is no day');
  });

  it('takes signs for what they are', () => {
    expect(redactor('a.c')('abc is not a.c')).to.equal('abc is not [hidden]');
    expect(redactor('$& (.*) [x]\\')('got $& (.*) [x]\\ here')).to.equal('got [hidden] here');
    expect(redactor('пароль 🔑')('got "пароль 🔑"')).to.equal('got "[hidden]"');
  });

  it('finds a text that was trimmed, or written as JSON', () => {
    expect(redactor('  hunter2 ')('not "hunter2"')).to.equal('not "[hidden]"');
    const quoted = 'my "quoted" \\ text';
    expect(redactor(quoted)(`not ${JSON.stringify(quoted)}`)).to.equal('not "[hidden]"');
  });

  it('hides what came of the payload too, where it is given', () => {
    expect(redactor('HUNTER2', 'hunter2')('HUNTER2 became hunter2')).to.equal('[hidden] became [hidden]');
  });

  it('leaves a message as it is where the payload holds nothing of it', () => {
    for (const payload of [undefined, null, true, '', [], {}, { data: 'other' }, Buffer.from('hunter2')]) {
      expect(redactor(payload)('"data" is required')).to.equal('"data" is required');
    }
  });

  it('leaves the names of keys: a message says by them what it is about', () => {
    expect(redactor({ password: 'hunter2' })('"password" is too short')).to.equal('"password" is too short');
  });

  it('leaves what it is told to show', () => {
    expect(redactor(3000)('must be less than 300, not 3000', [300])).to.equal('must be less than 300, not [hidden]');
    expect(redactor(['name', 18])('"name" must be at least 18', ['name', 18])).to.equal('"name" must be at least 18');
  });

  it('hides a message altogether that is too long to be searched', () => {
    const secret = 'word '.repeat(1_000);
    const redacted = redactor(secret)(`"data" with value "${secret}" is too long`);
    expect(redacted).not.to.include('word');
  });

  it('looks through a payload of any size and depth', () => {
    let deep: unknown = 'hunter2';
    for (let level = 0; level < 20_000; level += 1) deep = [deep];
    expect(redactor(deep)('not hunter2')).to.equal('not [hidden]');

    const many = Array.from({ length: 100_000 }, (_, index) => `secret${index}`);
    expect(redactor(many)('not secret0, secret50000 or secret99999')).to.equal('not [hidden], [hidden] or [hidden]');
  });

  it('looks through what a schema has made of a payload: circles, and getters that throw', () => {
    const circle: Record<string, unknown> = { password: 'hunter2' };
    circle.self = [circle];
    expect(redactor(circle)('not hunter2')).to.equal('not [hidden]');

    const entity = {
      get broken(): never {
        throw new Error('not loaded');
      },
      password: 'hunter2',
    };
    expect(redactor(entity)('not hunter2')).to.equal('not [hidden]');
  });
});
