import type { Middleware } from "koa";
import type { ApiDocument } from "./openApi.js";

/** Serves `/openapi.json` and `/openapi.yaml`, for anybody: an importer has no token yet. */
export function documentRoutes({ json, yaml }: ApiDocument): Middleware {
  const documents = new Map([
    ["/openapi.json", { type: "application/json", body: Buffer.from(json) }],
    ["/openapi.yaml", { type: "application/yaml", body: Buffer.from(yaml) }],
  ]);
  return async (ctx, next) => {
    const document = documents.get(ctx.path);
    if (!document || (ctx.method !== "GET" && ctx.method !== "HEAD")) return next();
    ctx.type = document.type;
    ctx.set("Access-Control-Allow-Origin", "*");
    ctx.set("Cache-Control", "public, max-age=300");
    ctx.body = document.body;
  };
}
