import type Koa from "koa";

/** Tells how many requests this app has been asked since; the others were answered before it. */
export function countSeen(koa: Koa): () => number {
  let seen = 0;
  // Its typings leave out what its callback calls for each request.
  const app = koa as unknown as { handleRequest: (...given: unknown[]) => Promise<unknown> };
  const { handleRequest } = app;
  app.handleRequest = (...given) => {
    seen += 1;
    return handleRequest.apply(koa, given);
  };
  return () => seen;
}
