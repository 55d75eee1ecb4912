import { readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";

/** A file that is, or will be, at `path`; the part of it that is here; and which version on the server each is. */
export class ResumableFile {
  readonly part: string;

  constructor(readonly path: string) {
    this.part = `${path}.part`;
  }

  async partSize(): Promise<number> {
    return (await stat(this.part).catch(() => null))?.size ?? 0;
  }

  /** Headers that ask for the rest of a part, or for a change of the whole. */
  async conditions(): Promise<Record<string, string>> {
    const size = await this.partSize();
    const partVersion = await versionAt(this.part);
    if (size > 0 && partVersion) return { range: `bytes=${size}-`, "if-range": partVersion };
    const version = (await stat(this.path).catch(() => null)) && (await versionAt(this.path));
    if (!version) return {};
    return version.includes('"') ? { "if-none-match": version } : { "if-modified-since": version };
  }

  async notePart(headers: Headers): Promise<void> {
    const version = versionIn(headers);
    if (version) await writeFile(`${this.part}.version`, version);
    else await rm(`${this.part}.version`, { force: true });
  }

  async discardPart(): Promise<void> {
    await rm(this.part, { force: true });
    await rm(`${this.part}.version`, { force: true });
  }

  /** The part is the whole now. It keeps the server's date, by which a release without a name is known. */
  async keep(headers: Headers): Promise<void> {
    const date = new Date(headers.get("last-modified") ?? "");
    if (!Number.isNaN(date.getTime())) await utimes(this.part, date, date);
    await rename(this.part, this.path);
    await rm(`${this.part}.version`, { force: true });
    const version = versionIn(headers);
    if (version) await writeFile(`${this.path}.version`, version);
  }
}

const versionAt = (path: string) => readFile(`${path}.version`, "utf8").catch(() => null);

/** RFC 9110, 13.1.5: only a strong entity tag, or a date, lets a part be gone on with. */
function versionIn(headers: Headers): string | null {
  const tag = headers.get("etag");
  return tag && !tag.startsWith("W/") ? tag : headers.get("last-modified");
}
