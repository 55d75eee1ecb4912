import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { AccountDocument, FoodDocument, SearchDocument } from "./generated/graphql.ts";
import { Larder } from "./Larder.ts";

// node docs/example-client/main.ts <origin> <client id> [food]

const [origin, clientId, query = "tofu"] = process.argv.slice(2);
if (!origin || !clientId) throw new Error("Usage: node main.ts <origin> <client id> [food]");

// An app on a person's device listens on a port of its own for the browser to come back to (RFC 8252).
const server = createServer().listen(0, "127.0.0.1");
await once(server, "listening");
const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;

async function visit(address: URL): Promise<URL> {
  console.log(`Open this in your browser:\n${address}`);
  const [request, response] = await once(server, "request");
  response.setHeader("connection", "close").end("You may close this window.");
  return new URL(request.url, redirectUri);
}

const larder = await Larder.signIn(new URL(origin), clientId, redirectUri, visit);
server.close();

const { foods } = await larder.ask(SearchDocument, { query });
for (const { match, node } of foods.edges)
  console.log(`${match}  ${node.name}: ${node.nutrition?.energyKcal ?? "?"} kcal per ${node.per}`);

const first = foods.edges[0];
if (first) {
  const { food } = await larder.ask(FoodDocument, { id: first.node.id });
  console.log(`150 g of ${food?.name}: ${food?.nutrition?.energyKcal ?? "?"} kcal`);
  console.log(`${food?.nutrients?.length ?? "No"} nutrients, from ${food?.source.attribution}`);
}

await larder.refresh();
const { me } = await larder.ask(AccountDocument, {});
console.log(`${me?.name} (${me?.tier}): ${me?.allowance?.requestsLeft} requests left today`);
