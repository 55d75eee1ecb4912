import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Callback {
  readonly url: string;
  /** The address at which the browser arrived; throws when nobody waits for it any more. */
  arrived(interrupted?: AbortSignal): Promise<URL>;
  close(): void;
}

/** Stands where a GPT's callback would be, so that a person can walk through the pages in their own browser. */
export async function openCallback(): Promise<Callback> {
  let resolve: (url: URL) => void;
  const arrival = new Promise<URL>((done) => {
    resolve = done;
  });
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", callback.url);
    response.setHeader("content-type", "text/plain; charset=utf-8");
    response.end("Done. Go back to the terminal: the check goes on there.\n");
    if (url.pathname === "/callback") resolve(url);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const callback: Callback = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    arrived: (interrupted) =>
      new Promise((done, fail) => {
        arrival.then(done);
        interrupted?.addEventListener("abort", () => fail(interrupted.reason));
      }),
    close: () => server.close().closeAllConnections(),
  };
  return callback;
}
