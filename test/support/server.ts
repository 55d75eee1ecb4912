import { createServer, type RequestListener, type Server } from "node:http";

/**
 * A server in the process of its clients. When that stands still for some seconds, as on a busy machine, Node would take
 * a connection in the middle of an answer for an idle one and end it. Requests without a body are read as in `main.ts`.
 */
export const makeServer = (listener?: RequestListener): Server =>
  createServer({ optimizeEmptyRequests: true, keepAliveTimeout: 60_000 }, listener);
