import { createServer } from 'node:http';
import { type RawData, WebSocketServer } from 'ws';
import { serve } from './serve';

// The floor: `[id, event, body]` in, `[id, body]` out. No validation, no rooms, no reconnection.

const httpServer = createServer();
const server = new WebSocketServer({ server: httpServer, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (data: RawData) => {
    const [id, , body] = JSON.parse((data as Buffer).toString()) as [id: number, event: string, body: unknown];
    socket.send(JSON.stringify([id, body]));
  });
});
serve(httpServer, () => server.clients.size);
