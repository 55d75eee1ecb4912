import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What is a secret wherever it stands, whether a test has met it or not. */
const shapes = [
  /larder_secret_[\w-]{20,}/,
  /\b(?:Bearer|Basic) +[\w\-.~+/]{16,}/i,
  /[?&](?:code|token|link|access_token|refresh_token|client_secret|password)=[^&\s"]{8,}/,
  /\$argon2id\$v=/,
];

/** Lines of the logs that hold a secret, each with the file that it is in. */
export function findLeaks(folder: string): string[] {
  const files = readdirSync(folder).sort();
  const textOf = (name: string) => readFileSync(join(folder, name), "utf8");
  const secrets = new Set(
    files
      .filter((name) => name.startsWith("secrets-"))
      .flatMap((name) => textOf(name).split("\n"))
      .filter(Boolean)
      .map((line): string => JSON.parse(line)),
  );
  return files
    .filter((name) => !name.startsWith("secrets-"))
    .flatMap((name) => {
      const text = textOf(name);
      const met = [...secrets].filter((secret) => text.includes(secret));
      const isLeak = (line: string) =>
        met.some((secret) => line.includes(secret)) || shapes.some((shape) => shape.test(line));
      return text
        .split("\n")
        .filter(isLeak)
        .map((line) => `${name}: ${line}`);
    });
}
