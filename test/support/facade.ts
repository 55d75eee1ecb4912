import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { importUsda } from "../../src/cli/importFoods.js";
import { loadStarter } from "../../src/foods/import/importFoods.js";
import { apiScopes } from "../../src/oauth/scopes.js";
import { User } from "../../src/users/User.js";
import { startPages } from "./pagesApp.js";
import { makeToken } from "./token.js";

const products = join(import.meta.dirname, "data/usda/branded");

export const ada = "ada@example.com";

/** The whole app over the starter catalogue and a few products of USDA, with a person who has let an app do everything. */
export async function startFacade() {
  const pages = await startPages();
  const { origin, orm, history, browser } = pages;
  await loadStarter(orm, () => {});
  await importUsda(orm, [products], () => {});
  await browser().signUp(ada, "Ada");
  const em = orm.em.fork();
  const { id } = await em.findOneOrFail(User, { email: ada });
  await em.nativeUpdate(User, { id }, { tier: "premium" });
  const { clientId, headers } = await makeToken(orm, origin, id, [...apiScopes]);

  /** Until what was asked so far is in the history. */
  async function written(): Promise<void> {
    await setTimeout(50);
    await history.finish();
  }
  return { ...pages, clientId, headers, written };
}
