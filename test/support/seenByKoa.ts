import type Koa from "koa";

/** Tells how many requests this app has been asked since; the others were answered before it. */
export function countSeen(koa: Koa): () => number {
  let seen = 0;
  const { createContext } = koa;
  koa.createContext = ((request, response) => {
    seen += 1;
    return createContext.call(koa, request, response);
  }) as typeof createContext;
  return () => seen;
}
