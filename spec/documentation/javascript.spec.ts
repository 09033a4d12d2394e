import { mkdirSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect } from 'chai';
import { io } from 'socket.io-client';
import { next } from '../support/application';
import { packageFolder } from '../support/package-folder';
import { read } from './examples';

describe('The page on JavaScript', function () {
  this.timeout(120_000); // the package is compiled for it

  it('has an application that runs with Node as it is', async () => {
    const [, code = ''] = /^```js\n(.*?)^```/ms.exec(read('docs/javascript.md')) ?? [];
    const told = code.replace('listen(3000)', "listen(0, '127.0.0.1', () => console.log(httpServer.address().port))");
    const folder = path.join(packageFolder(), 'javascript-page');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'main.mjs'), told);
    const child = spawn(process.execPath, ['main.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    try {
      const [port] = (await once(child.stdout, 'data')) as [Buffer];
      const url = `http://127.0.0.1:${String(port).trim()}/chat`;
      const client = io(url, { auth: { token: 'open sesame' }, forceNew: true });
      expect(await client.emitWithAck('say', { text: 'hi' })).to.deep.equal({ from: client.id, text: 'hi' });
      expect(await client.emitWithAck('say', { txt: 'hi' })).to.have.nested.property('error.code', 1007);
      client.disconnect();
      const refused = io(url, { forceNew: true });
      const refusal = await next<Error & { data: unknown }>(refused, 'connect_error');
      expect(refusal.data).to.have.property('code', 1008);
      refused.disconnect();
    } finally {
      child.kill();
      await closed;
    }
  });
});
