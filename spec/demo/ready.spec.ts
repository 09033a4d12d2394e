import { expect } from 'chai';
import { io } from 'socket.io-client';
import { until } from '../support/until';
import { DemoProcess } from './support';

describe('The demo', function () {
  this.timeout(30_000);

  it('says at /ready whether it takes new clients: 503 while it closes', async () => {
    const demo = await DemoProcess.start();
    const status = async (): Promise<number> => (await fetch(`${demo.url}/ready`)).status;
    expect(await status()).to.equal(200);
    // It closes as long as somebody is served.
    const client = io(`${demo.url}/show`, { path: '/chat-ws', transports: ['websocket'] });
    const counting = new Promise((resolve) => client.once('count_down', resolve));
    client.emit('count_down', 1_000);
    await counting;
    const ended = demo.stop();
    await until(async () => (await status()) === 503, 'it takes nobody any more');
    client.disconnect();
    expect(await ended).to.equal(0);
  });
});
