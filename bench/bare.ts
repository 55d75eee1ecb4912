import { createServer } from "node:http";

// The least that can answer at all: a bare node:http server with the bytes of one answer in memory, and 304 for /known.

const { PORT, BODY } = process.env as Record<string, string>;
const body = Buffer.from(BODY!);

createServer((request, response) => {
  if (request.url === "/known") {
    response.writeHead(304);
    response.end();
    return;
  }
  response.writeHead(200, {
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": body.length,
  });
  response.end(body);
}).listen(Number(PORT), () => console.log("ready"));
