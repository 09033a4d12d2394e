import { createServer, type Server as HttpServer } from 'node:http';
import express, { type Application } from 'express';

/** An Express application with no routes. */
export function blankApplication(): Application {
  return express();
}

/** An HTTP server that is not listening yet. */
export function httpServerFor(app: Application): HttpServer {
  return createServer(app);
}
