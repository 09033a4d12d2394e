/** A client in a thread of its own, so that its work does not delay the server: it says that it begins, then how many
 * of its events were acknowledged. */
const { parentPort, workerData } = require('node:worker_threads');
const { io } = require('socket.io-client');

const { url, event, count } = workerData;
const client = io(url, { transports: ['websocket'], reconnection: false });
client.on('connect', () => {
  let acknowledged = 0;
  parentPort.postMessage('begun');
  for (let number = 0; number < count; number += 1) {
    client.emit(event, () => {
      acknowledged += 1;
      if (acknowledged < count) return;
      client.disconnect();
      parentPort.postMessage(acknowledged);
    });
  }
});
