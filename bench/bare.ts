import { createServer } from "node:http";

// The least that can answer at all: a bare node:http server with one answer in memory, headers and body, and 304 with the
// headers alone for whoever has it already. Both are the very bytes that it was given, but for the headers that Node itself
// adds (Date, Connection, Keep-Alive), written with one writeHead of a list made beforehand.

const { PORT, ANSWER } = process.env as Record<string, string>;
const { headers, known, body: text } = JSON.parse(ANSWER!) as Record<string, string[]> & { body: string };
const body = Buffer.from(text);

createServer((request, response) => {
  if (request.headers["if-none-match"] !== undefined) {
    response.writeHead(304, known);
    response.end();
    return;
  }
  response.writeHead(200, headers);
  response.end(body);
}).listen(Number(PORT), () => console.log("ready"));
