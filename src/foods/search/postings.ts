import { Packer } from "./packed.js";

/** What a food gets when a word of its own was asked for: its score before any word, and the points of the word. */
export interface Points {
  readonly base: number;
  readonly noun: number;
  readonly modifier: number;
}

/** The foods that have a word, ascending by id, and for each the number of its points in a list of distinct ones. */
export interface Postings {
  readonly ids: Int32Array;
  readonly which: Int32Array;
  readonly points: readonly Points[];
}

/** Many foods share the same points, so these are written once, and each food as its distance from the one before. */
export function packPostings({ ids, which, points }: Postings): string {
  const packer = new Packer();
  const uses = new Map<number, number>();
  for (const number of which) uses.set(number, 1 + (uses.get(number) ?? 0));
  // The usual ones first: low numbers are short.
  const usual = [...uses].sort(([, one], [, other]) => other - one);
  const places = new Map(usual.map(([number], place) => [number, place]));
  packer.add(ids.length);
  packer.add(places.size);
  for (const number of places.keys()) {
    const { base, noun, modifier } = points[number]!;
    for (const part of [base, noun, modifier]) packer.addSigned(part);
  }
  let last = 0;
  for (let at = 0; at < ids.length; at++) {
    packer.add(ids[at]! - last);
    packer.add(places.get(which[at]!)!);
    last = ids[at]!;
  }
  return packer.toString();
}

/** The most that the word of these postings adds to a food, and the most that a food has with it. */
export function reachOf({ which, points }: Postings): { gain: number; most: number } | null {
  const used = [...new Set(which)].map((number) => points[number]!);
  if (used.length === 0) return null;
  const gains = used.map(({ noun, modifier }) => Math.max(noun, modifier));
  return { gain: Math.max(...gains), most: Math.max(...used.map(({ base }, at) => base + gains[at]!)) };
}
