import { stream } from 'inversify-express-gateways/client';
import { io } from 'socket.io-client';

const socket = io(process.argv[2] ?? 'http://localhost:3000');
const cancelAt = Number(process.argv[3] ?? Infinity);

const progress = stream<{ done: number; of: number }>(socket, 'export', 10);
for (;;) {
  const { value, done } = await progress.next();
  if (done) {
    console.log('written:', value);
    break;
  }
  console.log(`${value.done} of ${value.of}`);
  if (value.done === cancelAt) {
    await progress.return(undefined); // the generator at the server ends
    console.log('cancelled');
    break;
  }
}
socket.disconnect();
