import { existsSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "@jest/globals";
import { importOpenFoodFacts } from "../../../src/cli/importFoods.js";
import { OperatorError } from "../../../src/errors.js";
import { makeDatabase } from "../../support/database.js";
import { openDoors } from "../../support/doors.js";
import { type Cells, documentFile, dumpFile, exportFile, exportOf } from "./offDump.js";

const { graphql, api, orm } = await openDoors();
const { orm: empty } = await makeDatabase();
const many = (count: number, cells: (at: number) => Cells) =>
  Array.from({ length: count }, (_, at) => cells(at));
const count = async () =>
  (
    await orm.em
      .fork()
      .execute<{ foods: number }[]>("select count(*)::int foods from foods where source = 'openfoodfacts'")
  )[0]!.foods;

describe("a file that is not what it claims stops at once and leaves the catalogue untouched", () => {
  afterEach(async () => expect(await count()).toBe(0));

  async function refusal(path: string): Promise<string> {
    const error = await importOpenFoodFacts(orm, [path], () => {}).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OperatorError);
    return (error as OperatorError).message.replace(path, "<it>");
  }

  test("a path that leads nowhere", async () => {
    expect(await refusal("/nowhere/products.csv.gz")).toBe("There is no file to read at <it>.");
  });

  test("a web page", async () => {
    expect(await refusal(await dumpFile("products.csv", "<html>Not found</html>\n"))).toBe(
      "<it> is no dump of Open Food Facts: its first line is neither TAB-separated names of columns nor JSON.",
    );
  });

  test("a gzip of which the end is missing", async () => {
    const whole = gzipSync(exportOf(many(500, (at) => ({ code: `4${String(at).padStart(12, "0")}` }))));
    const path = await dumpFile("products.csv.gz", whole.subarray(0, whole.length / 2));
    expect(await refusal(path)).toMatch(
      /^<it> is damaged or only a part of a download: .*unexpected end of file\.$/,
    );
  });

  test("bytes of another encoding, from the first line on", async () => {
    const path = await dumpFile("products.csv", Buffer.from([0xff, 0xfe, 0x63, 0x00, 0x0a, 0x00]));
    expect(await refusal(path)).toBe("<it> is no dump of Open Food Facts: its first line is not UTF-8.");
  });

  test("a header that a spreadsheet has destroyed", async () => {
    const path = await dumpFile("products.csv", exportOf([{}]).replace("energy-kcal_100g", "#NAME?"));
    expect(await refusal(path)).toMatch(/a spreadsheet has destroyed its header \(#NAME\?\)/);
  });

  test("a byte order mark", async () => {
    const path = await dumpFile("products.csv", `\uFEFF${exportOf([{}])}`);
    expect(await refusal(path)).toMatch(/it begins with a byte order mark/);
  });

  test("a column that is needed and missing", async () => {
    const path = await dumpFile("products.csv", exportOf([{}]).replace("countries_tags", "lands"));
    expect(await refusal(path)).toMatch(/it lacks the column countries_tags\.$/);
  });

  test("codes that lost their leading zeros", async () => {
    const lost = many(40, (at) => ({
      code: at % 2 ? `7${String(at).padStart(10, "0")}` : `4${String(at).padStart(12, "0")}`,
    }));
    expect(await refusal(await exportFile(lost))).toBe(
      "<it> has passed through a spreadsheet or a data frame: codes have lost their leading zeros. Download the original.",
    );
  });

  test("codes in powers of ten", async () => {
    expect(await refusal(await exportFile([{ code: "3.01762E+12" }]))).toMatch(
      /codes stand there as 3\.01762E\+12/,
    );
  });

  test("kcal where kJ belong", async () => {
    const cells = { "energy-kcal_100g": "250", energy_100g: "250" };
    const path = await exportFile(many(20, (at) => ({ ...cells, code: `4${String(at).padStart(12, "0")}` })));
    expect(await refusal(path)).toMatch(/energy_100g holds kcal, where the original has kJ/);
  });
});

test("bad lines are left out with examples, and the run goes on", async () => {
  const [header, row] = exportOf([{ code: "4006381333931", product_name: "Oat\u0000meal" }]).split("\n");
  const path = await dumpFile(
    "products.csv",
    Buffer.concat([
      Buffer.from(`${header}\n4000000000013\tshifted\n`),
      Buffer.from([0x34, 0xff, 0xfe, 0x0a]),
      Buffer.alloc(50_000_000, "x"),
      Buffer.from(`\n${row}\n\n`),
    ]),
  );
  const [report] = await importOpenFoodFacts(orm, [path], () => {});
  expect(report).toMatchObject({ read: 1, added: 1 });
  expect(report!.refused.lines).toEqual([
    "1 × row with more or fewer columns than the header, such as 4000000000013\tshifted",
    expect.stringMatching(/^1 × line that is not UTF-8, such as line 3: 4/),
    expect.stringMatching(/^1 × line that is too long, such as line 4: xxx/),
  ]);
  const { data } = await graphql('{ food(gtin: "4006381333931") { name } }');
  expect(data.food.name).toBe("Oat meal");
});

test("a product shows Open Food Facts, its licence and its link in every door", async () => {
  const cells = { code: "4006381333948", product_name: "Marmalade of quinces", "energy-kcal_100g": "240" };
  await importOpenFoodFacts(orm, [await exportFile([cells])], () => {});
  const { data } = await graphql(
    '{ food(gtin: "4006381333948") { slug sourceLabel source { name id url licence licenceUrl attribution } } sources { name market language } }',
  );
  const label =
    "Open Food Facts 4006381333948, by its contributors, ODbL-1.0, https://world.openfoodfacts.org/product/4006381333948";
  expect(data.food).toEqual({
    slug: "marmalade-of-quinces",
    sourceLabel: label,
    source: {
      name: "Open Food Facts",
      id: "4006381333948",
      url: "https://world.openfoodfacts.org/product/4006381333948",
      licence: "ODbL-1.0",
      licenceUrl: "https://opendatacommons.org/licenses/odbl/1-0/",
      attribution: expect.stringMatching(
        /^Open Food Facts contributors, https:\/\/world\.openfoodfacts\.org\..*Open Database License/,
      ),
    },
  });
  expect(data.sources).toContainEqual({ name: "Open Food Facts", market: null, language: null });
  const { body } = await api("/api/foods/search?query=marmalade+of+quinces&fields=source");
  expect(body.foods[0]).toMatchObject({ source: label });
});

test("a product is found by its name in each language that the dump has", async () => {
  const document = {
    code: "4006381333962",
    lang: "de",
    product_name: "Sauerkirschkonfitüre",
    product_name_fr: "Confiture de griottes",
    product_name_bg: "Конфитюр от вишни",
    countries_tags: ["en:germany"],
  };
  await importOpenFoodFacts(orm, [await documentFile([document])], () => {});
  for (const query of ["sauerkirschkonfitüre", "confiture griottes", "конфитюр вишни"]) {
    const { data } = await graphql(
      "query ($query: String!) { foods(query: $query, first: 1) { edges { node { gtin language } } } }",
      { query },
    );
    expect(data.foods.edges.map(({ node }: { node: object }) => node)).toEqual([
      { gtin: "4006381333962", language: "de" },
    ]);
  }
});

test("a UPC-E and the UPC-A that it is short for find the same product, whichever the dump has", async () => {
  const codes = ["0034000006052", "01870533"];
  await importOpenFoodFacts(
    orm,
    [await exportFile(codes.map((code) => ({ code, product_name: code })))],
    () => {},
  );
  for (const [asked, found] of [
    ["03460502", "0034000006052"],
    ["034000006052", "0034000006052"],
    ["01870533", "01870533"],
    ["018700000053", "01870533"],
  ])
    expect((await graphql(`{ food(gtin: "${asked}") { name } }`)).data.food).toEqual({ name: found });
});

test("the same dump once more changes nothing", async () => {
  const path = await exportFile([{ code: "4006381333955", product_name: "Rye crackers" }]);
  await importOpenFoodFacts(orm, [path], () => {});
  const [again] = await importOpenFoodFacts(orm, [path], () => {});
  expect(again).toMatchObject({ read: 1, unchanged: 1 });
});

test("a product that stands there twice, its code padded otherwise, is one: its later version counts", async () => {
  const twice = [
    { code: "000123456784", product_name: "Bread of today", last_modified_t: "1770000000" },
    { code: "0000123456784", product_name: "Bread of yesterday", last_modified_t: "1760000000" },
  ];
  const [report] = await importOpenFoodFacts(orm, [await exportFile(twice)], () => {});
  expect(report).toMatchObject({ read: 2, added: 1 });
  expect(report!.refused.lines).toEqual([
    "1 × older version of a food, of which a later one counts, such as 0000123456784 Bread of yesterday",
  ]);
  const { data } = await graphql('{ food(gtin: "000123456784") { name } }');
  expect(data.food.name).toBe("Bread of today");
});

test("a newer dump retires what it lacks, and a product that comes back keeps its address", async () => {
  const dump = async (date: string, ...names: string[]) => {
    const rows = names.map((product_name, at) => ({ code: `400638134000${at}`, product_name }));
    const path = await dumpFile(`products-${date}.csv`, exportOf(rows));
    await importOpenFoodFacts(orm, [path], () => {});
  };
  const plum = async () => (await graphql('{ food(gtin: "4006381340001") { id slug retiredAt } }')).data.food;
  await dump("2027-01-01", "Pear jam", "Plum jam");
  const before = await plum();
  expect(before.retiredAt).toBeNull();
  await dump("2027-01-02", "Pear jam");
  expect((await plum()).retiredAt).not.toBeNull();
  await dump("2027-01-03", "Pear jam", "Plum jam");
  expect(await plum()).toEqual(before);
});

const sample = join(
  import.meta.dirname,
  "../../../../shared/data/openfoodfacts/en.openfoodfacts.org.products.sample1000.csv.gz",
);
const present = existsSync(sample);
if (!present) console.warn(`Skipped: the sample of Open Food Facts is not at ${sample}.`);

(present ? test : test.skip)(
  "of 1,000 real products those with a name arrive, with their doubts",
  async () => {
    const [report] = await importOpenFoodFacts(empty, [sample], () => {});
    expect(report).toMatchObject({ read: 978, added: 978 });
    expect(report!.refused.count("product without a name")).toBe(22);
    expect(report!.refused.count("negative figure")).toBe(2);
    const [row] = await empty.em.fork().execute<Record<string, number>[]>(`
    select count(energy_kcal)::int as energy, count(protein_g)::int as protein,
      count(*) filter (where flags && '{ENERGY_UNITS_MIXED_UP}')::int as "mixedUp",
      count(*) filter (where energy_kj is not null and energy_kcal > 0
        and energy_kj / energy_kcal not between 3.9 and 4.5)::int as ratio
    from foods where source = 'openfoodfacts'`);
    // Two more have kJ and no kcal, and one is within the rounding of 2 kJ.
    expect(row).toEqual({ energy: 187, protein: 187, mixedUp: 31, ratio: 30 });
  },
);
