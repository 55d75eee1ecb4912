import type { Context } from "koa";
import type { Call, Viewer } from "../context.js";
import { NotFound } from "../errors.js";
import type { Execute } from "../graphql/execute.js";
import type { Browser } from "./browser.js";
import { type FoodFacts, foodPage } from "./pages/foodPage.js";

interface Parts {
  readonly execute: Execute;
  readonly browser: Browser;
}

/** Food pages are public: whoever opens one reads it as such a viewer. Signed in, people see their own foods as well. */
const reader = (userId: number | null): Viewer => ({
  userId,
  clientId: null,
  tier: null,
  scopes: foodsAlone,
});
const foodsAlone: ReadonlySet<string> = new Set(["foods:read"]);

const document = `
  query foodPage($slug: String!) {
    food(slug: $slug) {
      slug name brand category per ingredients retiredAt
      source { name id url release licence licenceUrl attribution energyBasis carbohydrateBasis }
      nutrition {
        energyKcal energyKj isEnergyKjComputed fatG saturatedFatG transFatG cholesterolMg sodiumMg carbohydrateG fiberG sugarsG addedSugarsG
        proteinG vitaminDMcg calciumMg ironMg potassiumMg
      }
      portions { name grams millilitres }
      allergens { allergen presence }
      diets { diet suits }
      quality { description }
    }
  }`;

export function foodHandlers({ execute, browser }: Parts) {
  return {
    async show(ctx: Context): Promise<void> {
      const { slug } = ctx.params;
      // All that a slug can be; a NUL would not even reach the database.
      const { viewer, address, signal, asked, standing }: Call = ctx.state.call;
      const call: Call = { viewer: reader(viewer?.userId ?? null), address, signal, asked, standing };
      const data = /^[a-z0-9-]+$/.test(slug) ? await execute.run(document, { slug }, call) : null;
      const { food } = (data ?? { food: null }) as { food: FoodFacts | null };
      if (!food) throw new NotFound("There is no food at this address.");
      if (food.slug !== slug) {
        // It was renamed; the old address leads on.
        ctx.status = 301;
        ctx.redirect(`/foods/${food.slug}`);
        return;
      }
      ctx.body = foodPage({ food, visitor: await browser.visitor(ctx) }).text;
    },
  };
}
