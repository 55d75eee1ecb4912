import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config.js";
import type { Asked, Call, Viewer } from "../context.js";
import { Generations } from "../foods/Generations.js";
import type { Changes } from "../foods/watchChanges.js";
import type { FoodsRevision } from "../users/foodsRevision.js";
import type { Execute } from "./execute.js";
import type { Operation, Values } from "./operations.js";

export interface Question {
  readonly operation: Operation;
  /** Read when they are asked for, which is not needed where the same address was answered before. */
  readonly values: Values;
  /** All of the request that they are read from; null where that is more than an address. */
  readonly address: string | null;
}

export interface KeptAnswer {
  /** JSON. One that is kept is the same buffer each time. */
  readonly body: Buffer;
  readonly next: string | null;
}

/** An answer that was kept, and what the history is told of it. */
interface AtHand extends KeptAnswer {
  readonly name: string;
  readonly asked: Asked;
}

export interface Answers {
  /** The answer that was given before at the same address to whom it is the same for; null where none is kept. The caller has seen to it that the viewer may ask. */
  atHand(question: Question, viewer: Viewer): AtHand | null;
  /**
   * Names an answer by all that it depends on: with the same name it is the same, byte for byte, at any time and on
   * every server. Null where an answer is never the same, or nothing is certain just now.
   */
  nameOf(question: Question, viewer: Viewer): string | null;
  /** Tells the history what was asked where the client has the answer already. */
  noteKnown(question: Question, call: Call, name: string): void;
  /** The answer with this name, made where it is not at hand. The caller has seen to it that the viewer may ask. */
  answer(question: Question, call: Call, name: string | null): Promise<KeptAnswer>;
}

interface Parts {
  readonly execute: Pick<Execute, "answer">;
  readonly changes: Pick<Changes, "release">;
  readonly config: Pick<Config, "publicUrl" | "answerBytes">;
}

// Of each so many bytes are kept at least, and at most twice as many.

const leastOfAnswers = 8_000_000;
/** What a short answer counts as, for beside it are its name and what the history is told: there are 5,000 at most. */
const leastAnswer = 3200;
const leastOfNames = 2_000_000;

/** Keeps the answers that are the same for everybody who may have them, as long as the catalogue is the same. */
export function createAnswers({ execute, changes, config: { publicUrl, answerBytes } }: Parts): Answers {
  const here = JSON.stringify([codeDigest(), publicUrl, answerBytes]);
  const whos = new WeakMap<Viewer, string>();
  const keepAnswers = () =>
    new Generations<string, AtHand>(leastOfAnswers, ({ body }) => Math.max(leastAnswer, body.length));
  /** By who asks and the address. */
  const keepNames = () =>
    new Generations<string, string>(leastOfNames, (name, address) => name.length + address.length);
  let [kept, names] = [keepAnswers(), keepNames()];
  let release: string | null = null;

  /** Answers about another catalogue only take up room. */
  function presentRelease(): string | null {
    const present = changes.release();
    if (present !== release) {
      [kept, names] = [keepAnswers(), keepNames()];
    }
    release = present;
    return present;
  }

  /** Who shares answers: all with the same scopes and tier, as long as they have neither own foods nor habits. */
  function whoIs(viewer: Viewer, dependsOn: keyof FoodsRevision): string | null {
    let who = whos.get(viewer);
    if (who === undefined) {
      who = JSON.stringify([viewer.tier, ...[...viewer.scopes].sort()]);
      whos.set(viewer, who);
    }
    if (viewer.userId === null) return who;
    if (!viewer.foodsRevision) return null;
    const revision = viewer.foodsRevision[dependsOn];
    // Habits fade from day to day.
    return revision === 0
      ? who
      : `${who} ${viewer.userId} ${revision} ${Math.floor(Date.now() / 86_400_000)}`;
  }

  /** Null where nothing is certain just now. */
  function whoAsks({ dependsOn }: Operation, viewer: Viewer): string | null {
    return presentRelease() !== null && dependsOn ? whoIs(viewer, dependsOn) : null;
  }

  return {
    atHand({ operation, address }, viewer) {
      const who = whoAsks(operation, viewer);
      const name = who === null ? undefined : names.get(`${who} ${address}`);
      return (name !== undefined && kept.get(name)) || null;
    },
    nameOf(question, viewer) {
      const { operation, address } = question;
      const who = whoAsks(operation, viewer);
      if (who === null) return null;
      const known = address === null ? undefined : names.get(`${who} ${address}`);
      if (known !== undefined) return known;
      const all = `${release} ${here} ${who} ${operation.name} ${JSON.stringify(question.values)}`;
      const name = hash("sha256", all, "base64url");
      if (address !== null) names.set(`${who} ${address}`, name);
      return name;
    },
    noteKnown(question, { asked }, name) {
      const known = kept.get(name)?.asked;
      if (known) {
        Object.assign(asked, known);
        return;
      }
      const { query, texts } = question.values as { query?: string; texts?: string[] };
      asked.operation = question.operation.name;
      asked.query = query ?? texts?.join(", ").slice(0, 200) ?? null;
    },
    async answer(question, call, name) {
      const known = name === null ? undefined : kept.get(name);
      if (known) {
        Object.assign(call.asked, known.asked);
        return known;
      }
      const { json, next } = await execute.answer(question.operation, question.values, call);
      const body = Buffer.from(json);
      // Made while the catalogue changed, it is named after the one before, and nobody asks for that any more.
      if (name !== null) kept.set(name, { name, body, next, asked: { ...call.asked } });
      return { body, next };
    },
  };
}

/** Other code may answer otherwise, so its answers have other names. */
function codeDigest(): string {
  const folder = join(import.meta.dirname, "..");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(js|ts|json)$/.test(name),
  );
  const text = files.sort().map((name) => readFileSync(join(folder, name), "utf8"));
  return hash("sha256", text.join("\0"), "base64url");
}
