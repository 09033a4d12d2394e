import 'reflect-metadata';
import { createServer } from 'node:http';
import express from 'express';
import { Container, inject, injectable } from 'inversify';
import {
  attachGateways,
  decorate,
  GatewayBase,
  GatewayHost,
  OnConnected,
  SubscribeMessage,
  WebSocketGateway,
  WsBody,
  WsResponse,
} from 'inversify-express-gateways';
import Joi from 'joi';

const OPTIONS = ['tea', 'coffee'];

class Votes {
  #counts = new Map(OPTIONS.map((option) => [option, 0]));

  add(option) {
    this.#counts.set(option, this.#counts.get(option) + 1);
  }

  get counts() {
    return Object.fromEntries(this.#counts);
  }
}
decorate(injectable(), Votes);

class VoteGateway extends GatewayBase {
  #votes;

  constructor(votes) {
    super();
    this.#votes = votes;
  }

  connected() {
    this.context.socket.emit('counts', this.#votes.counts);
  }

  vote(option) {
    this.#votes.add(option);
    return WsResponse.broadcast('counts', this.#votes.counts);
  }
}
decorate(WebSocketGateway({ namespace: '/votes' }), VoteGateway);
decorate(inject(Votes), VoteGateway, 0);
decorate(OnConnected(), VoteGateway, 'connected');
decorate(SubscribeMessage(), VoteGateway, 'vote');
decorate(WsBody(Joi.valid(...OPTIONS).required()), VoteGateway, 'vote', 0);

const container = new Container();
container.bind(Votes).toSelf().inSingletonScope();
container.bind(VoteGateway).toSelf().inSingletonScope();

const app = express();
const httpServer = createServer(app);
attachGateways(app, httpServer, container);

app.use(express.json());
app.get('/votes', (_request, response) => response.json(container.get(Votes).counts));
// A route of HTTP tells every client.
app.post('/votes', (request, response) => {
  const { error, value } = Joi.valid(...OPTIONS)
    .required()
    .validate(request.body?.option);
  if (error) return response.status(400).json({ error: error.message });
  const votes = container.get(Votes);
  votes.add(value);
  container.get(GatewayHost).of(VoteGateway).emit('counts', votes.counts);
  response.json(votes.counts);
});

httpServer.listen(process.env.PORT ?? 3000, () => {
  console.log(`http://localhost:${httpServer.address().port}`);
});
