import { stream } from 'inversify-express-gateways/client';
import { io } from 'socket.io-client';

const [url = 'http://localhost:3000', prompt = 'what is a gateway?', words = 'Infinity'] = process.argv.slice(2);
const socket = io(url);

let left = Number(words);
for await (const token of stream<string>(socket, 'ask', prompt)) {
  process.stdout.write(token);
  left -= 1;
  if (left === 0) break; // the model stops at once
}
console.log();
socket.disconnect();
