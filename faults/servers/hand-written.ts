import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import express from 'express';
import Joi from 'joi';
import { Server } from 'socket.io';
import type { Joined } from './adapters';
import { Record } from './record';
import { heartbeat, type NodeScenario, recovery, type Served, WORK_MS } from './scenario';
import { roomSchema, saySchema } from './schemas';

/** The same by hand, as someone writes it who knows socket.io: every request is validated, and every one is answered. */
export function serveByHand({ node, record: file }: NodeScenario, { adapter, recovers }: Joined): Served {
  const record = new Record(file);
  let isClosing = false;
  const app = express();
  const httpServer = createServer(app);
  const io = new Server(httpServer, { adapter, ...heartbeat, ...(recovers && { connectionStateRecovery: recovery }) });
  app.get('/ready', (_request, response) => void response.sendStatus(isClosing ? 503 : 200));

  io.use((socket, next) => {
    const { error } = roomSchema.validate(socket.handshake.auth.room);
    next(error);
  });
  io.on('connection', (socket) => {
    void socket.join(socket.handshake.auth.room as string); // it was validated
    socket.emit('node', node);
    // Between the two is the id that `/client` sends with a request that it may send again.
    socket.on('say', (body: unknown, _id: unknown, acknowledge: (answer: unknown) => void) => {
      say(body).then(acknowledge, (error: unknown) => {
        acknowledge({ error: { code: 1011, reason: String(error), event: 'say' } });
      });
    });
  });

  async function say(body: unknown): Promise<void> {
    const { id, room } = Joi.attempt<typeof saySchema>(body, saySchema);
    const answered = record.add(id);
    io.to(room).emit('said', { id, room, node });
    await pause(WORK_MS);
    answered();
  }

  return {
    httpServer,
    io,
    async close() {
      isClosing = true;
      await io.close(); // and the HTTP server
    },
  };
}
