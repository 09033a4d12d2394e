import 'reflect-metadata';
import { createServer } from 'node:http';
import express from 'express';
import { Container } from 'inversify';
import { attachGateways, WebSocketGateway } from '../../src';

/** An application that has forgotten to bind some of its gateways: as many as its argument says, of 14. */
const gateways = Array.from({ length: 14 }, (_, index) => {
  const name = `Gateway${index}`;
  const gateway = { [name]: class {} }[name]!;
  WebSocketGateway({ path: `/path-${index}` })(gateway);
  return gateway;
});
const forgotten = Number(process.argv[2]);
const container = new Container();
for (const gateway of gateways.slice(forgotten)) container.bind(gateway).toSelf();
const app = express();
try {
  attachGateways(app, createServer(app), container); // with the default logger
} catch (error) {
  console.error(String(error));
}
process.exit(0);
