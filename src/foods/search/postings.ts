import { characterOf, digits, noDigit, Packer } from "./packed.js";

/** What a food gets when a word of its own was asked for: its rough score before any word, and the points of the word. */
export interface Points {
  readonly base: number;
  readonly noun: number;
  readonly modifier: number;
}

/** So many binary digits of a score before any word stand in lists: more would make most foods differ in their points. */
const roughDigits = 4;

/** A score before any word as lists have it. What is left out, at most a sixteenth, is added at the second look. */
export function roughly(base: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(Math.abs(base))) + 1 - roughDigits);
  return Math.round(base / step) * step;
}

/** The foods that have a word, ascending by id, and for each the number of its points in a list of distinct ones. */
export interface Postings {
  readonly ids: Int32Array;
  readonly which: Int32Array;
  readonly points: readonly Points[];
}

/**
 * Many foods share the same points, so these are written once. Then come the distances of the foods, each from the one
 * before, a character for each, and the numbers of their points, in as many characters as the highest takes. So a
 * processor need not read one to know where the next begins. Distances too long for a character stand at the end.
 */
export function packPostings({ ids, which, points }: Postings): string {
  const head = new Packer();
  const uses = new Map<number, number>();
  for (const number of which) uses.set(number, 1 + (uses.get(number) ?? 0));
  const places = new Map([...uses.keys()].map((number, place) => [number, place]));
  head.add(ids.length);
  head.add(places.size);
  for (const number of places.keys()) {
    const { base, noun, modifier } = points[number]!;
    for (const part of [base, noun, modifier]) head.addSigned(part);
  }
  const gaps = new Uint8Array(ids.length);
  const long = new Packer();
  const planes = Array.from({ length: planesOf(places.size) }, () => new Uint8Array(ids.length));
  let last = 0;
  for (let at = 0; at < ids.length; at++) {
    const gap = ids[at]! - last;
    gaps[at] = characterOf(gap < digits ? gap : noDigit);
    if (gap >= digits) long.add(gap);
    let rest = places.get(which[at]!)!;
    for (const plane of planes) {
      plane[at] = characterOf(rest % digits);
      rest = Math.floor(rest / digits);
    }
    last = ids[at]!;
  }
  return Buffer.concat([head.bytes, gaps, ...planes, long.bytes]).toString("latin1");
}

/** How many characters tell so many points apart: the first ones of all foods stand together, so do the second ones. */
export function planesOf(points: number): number {
  let planes = 0;
  for (let highest = points - 1; highest > 0; highest = Math.floor(highest / digits)) planes += 1;
  return planes;
}

/** The most that the word of these postings adds to a food, and the most that a food has with it. */
export function reachOf({ which, points }: Postings): { gain: number; most: number } | null {
  const used = [...new Set(which)].map((number) => points[number]!);
  if (used.length === 0) return null;
  const gains = used.map(({ noun, modifier }) => Math.max(noun, modifier));
  return { gain: Math.max(...gains), most: Math.max(...used.map(({ base }, at) => base + gains[at]!)) };
}
