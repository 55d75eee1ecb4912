import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { OperatorError } from "../errors.js";

/** Asks in the terminal without showing what is typed. */
export async function askPassword(question: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new OperatorError("There is no terminal to ask for the password: give it with --password.");
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
