import type { Duplex } from "node:stream";

/** Requests that Node cannot read never reach Koa, and Node alone would answer them without a word. */
const known: Record<string, { status: string; detail: string }> = {
  HPE_HEADER_OVERFLOW: {
    status: "431 Request Header Fields Too Large",
    detail: "The address and the headers together are larger than 16 kB. A query has at most 200 characters.",
  },
  ERR_HTTP_REQUEST_TIMEOUT: { status: "408 Request Timeout", detail: "The request did not arrive in time." },
};
const other = { status: "400 Bad Request", detail: "This is not a request that HTTP knows." };

/** For the server's `clientError`. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const { status, detail } = known[error.code ?? ""] ?? other;
  const [code, ...title] = status.split(" ");
  const body = JSON.stringify({ type: "about:blank", title: title.join(" "), status: Number(code), detail });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
