import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { keepLog } from "./logs.js";

const dist = resolve(import.meta.dirname, "../../dist/src");

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** One of the built programs in a process of its own, with no settings but those given. */
export class Program {
  private readonly process: ChildProcess;
  private output = "";
  readonly ended: Promise<Ended>;

  constructor(file: string, args: readonly string[], env: Record<string, string>) {
    this.process = spawn(process.execPath, [join(dist, file), ...args], {
      env: { PATH: process.env.PATH, ...env },
    });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.on("data", (chunk) => {
        this.output += chunk;
      });
    }
    this.ended = new Promise((done) =>
      this.process.once("close", (code) => {
        // What a command prints is for its caller, who may ask for a secret; what the server prints is a log.
        if (file === "main.js") keepLog(this.output);
        done({ code, output: this.output });
      }),
    );
  }

  /** Waits until it has printed `text`. */
  async prints(text: string): Promise<void> {
    const ended = this.ended.then(({ output }) => {
      throw new Error(`It ended without printing "${text}": ${output}`);
    });
    const printed = new Promise<void>((done) => {
      const look = () => this.output.includes(text) && done();
      look();
      this.process.stdout!.on("data", look);
    });
    await Promise.race([printed, ended]);
  }

  /** As a machine does that loses its power: nothing is tidied up. */
  kill(): Promise<Ended> {
    this.process.kill("SIGKILL");
    return this.ended;
  }

  stop(): Promise<Ended> {
    this.process.kill("SIGTERM");
    return this.ended;
  }
}

export function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}
