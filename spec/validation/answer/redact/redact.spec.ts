import { expect } from 'chai';
import { redactor } from '../../../../src/validation/answer/redact';

describe('the redaction of messages', () => {
  it('hides a text of the payload, however deep it lies', () => {
    const message = '"password" with value "hunter2" fails to match';
    for (const payload of ['hunter2', ['hunter2'], { user: { passwords: [null, { current: 'hunter2' }] } }]) {
      expect(redactor(payload)(message)).to.equal('"password" with value "[hidden]" fails to match');
    }
  });

  it('hides every occurrence', () => {
    expect(redactor('hunter2')('hunter2 is not hunter2.')).to.equal('[hidden] is not [hidden].');
  });

  it('hides numbers', () => {
    expect(redactor({ pin: 4711, balance: -12.5 })('not 4711 and not -12.5')).to.equal('not [hidden] and not [hidden]');
  });

  it('hides the longest of texts that contain each other', () => {
    const payload = { short: 'correct', long: 'correct horse battery staple', middle: 'horse battery' };
    expect(redactor(payload)('got "correct horse battery staple"')).to.equal('got "[hidden]"');
    expect(redactor(payload)('got "correct donkey"')).to.equal('got "[hidden] donkey"');
  });

  it('does not hide words that contain it', () => {
    expect(redactor(['art', 12])('"start" must be 125 or smart')).to.equal('"start" must be 125 or smart');
    expect(redactor('über')('"übermorgen" is no day')).to.equal('"übermorgen" is no day');
  });

  it('takes special characters literally', () => {
    expect(redactor('a.c')('abc is not a.c')).to.equal('abc is not [hidden]');
    expect(redactor('$& (.*) [x]\\')('got $& (.*) [x]\\ here')).to.equal('got [hidden] here');
    expect(redactor('пароль 🔑')('got "пароль 🔑"')).to.equal('got "[hidden]"');
  });

  it('finds a text that was trimmed, or written as JSON', () => {
    expect(redactor('  hunter2 ')('not "hunter2"')).to.equal('not "[hidden]"');
    const quoted = 'my "quoted" \\ text';
    expect(redactor(quoted)(`not ${JSON.stringify(quoted)}`)).to.equal('not "[hidden]"');
  });

  it('hides also the converted payload, when it is given', () => {
    expect(redactor('HUNTER2', 'hunter2')('HUNTER2 became hunter2')).to.equal('[hidden] became [hidden]');
  });

  it('does not change a message that holds nothing of the payload', () => {
    for (const payload of [undefined, null, true, '', [], {}, { data: 'other' }, Buffer.from('hunter2')]) {
      expect(redactor(payload)('"data" is required')).to.equal('"data" is required');
    }
  });

  it('does not hide the names of keys', () => {
    expect(redactor({ password: 'hunter2' })('"password" is too short')).to.equal('"password" is too short');
  });

  it('does not hide the texts that it is told to show', () => {
    expect(redactor(3000)('must be less than 300, not 3000', [300])).to.equal('must be less than 300, not [hidden]');
    expect(redactor(['name', 18])('"name" must be at least 18', ['name', 18])).to.equal('"name" must be at least 18');
  });

  it('hides the whole of a message that is too long to be searched', () => {
    const secret = 'word '.repeat(1_000);
    const redacted = redactor(secret)(`"data" with value "${secret}" is too long`);
    expect(redacted).not.to.include('word');
  });

  it('searches a payload of any size and depth', () => {
    let deep: unknown = 'hunter2';
    for (let level = 0; level < 20_000; level += 1) deep = [deep];
    expect(redactor(deep)('not hunter2')).to.equal('not [hidden]');

    const many = Array.from({ length: 100_000 }, (_, index) => `secret${index}`);
    expect(redactor(many)('not secret0, secret50000 or secret99999')).to.equal('not [hidden], [hidden] or [hidden]');
  });

  it('searches a megabyte of texts that begin as the message does, in many places, and end in another way', () => {
    const message = 'la '.repeat(90);
    const nearly = Array<string>(30_000).fill(`${'la '.repeat(10)}no`);
    expect(redactor(nearly)(message)).to.equal(message);
    expect(redactor([...nearly, message])(message)).to.equal('[hidden] ');
  });

  it('hides the longest of texts that the message holds many times', () => {
    const message = `la ${'la '.repeat(80)}end`;
    expect(redactor(['la la', 'la '.repeat(40), 'la la la'])(message)).to.equal('[hidden] [hidden] la end');
  });

  it('searches converted payloads with circles and getters that throw', () => {
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
