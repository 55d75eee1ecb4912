import type { Context } from "koa";
import { BadInput } from "../errors.js";

/** The named fields of a form as text, empty where one is missing or was sent as something else. */
export function readForm<Name extends string>(ctx: Context, ...names: Name[]): Record<Name, string> {
  const sent = (ctx.request.body ?? {}) as Record<string, unknown>;
  const text = (name: Name) => (typeof sent[name] === "string" ? sent[name] : "");
  return Object.fromEntries(names.map((name) => [name, text(name)])) as Record<Name, string>;
}

/** 303 after a form, so that nothing in it is ever posted on (RFC 9700, section 4.12). */
export function seeOther(ctx: Context, path: string): void {
  ctx.status = 303;
  ctx.redirect(path);
}

/** A form filled in wrongly comes back with the reason; anything else is an error like any other. */
export async function orRefusal<T>(work: Promise<T>): Promise<T | BadInput> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BadInput) return error;
    throw error;
  }
}
