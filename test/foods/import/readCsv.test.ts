import { expect, test } from "@jest/globals";
import { readCsv } from "../../../src/foods/import/readCsv.js";

interface Row {
  readonly id: string;
  readonly name: string;
}

/** The records of a file that arrives in pieces of so many bytes, and the numbers of those with a NUL. */
async function read(file: string | Buffer, bytes = 65_536) {
  const whole = Buffer.from(file);
  async function* pieces() {
    for (let at = 0; at < whole.length; at += bytes) yield whole.subarray(at, at + bytes);
  }
  const rows: Row[] = [];
  const nuls: number[] = [];
  await readCsv<"id" | "name">(pieces(), {
    pick: (header) => header.map((name) => (name === "id" || name === "name") && name),
    record: (record) => rows.push(record),
    nul: (number) => nuls.push(number),
  });
  return { rows, nuls };
}

test("quotes, commas, line breaks and letters of all lands, wherever the pieces are cut", async () => {
  const file =
    '\uFEFFid,"other",name\r\n1,"a, ""b""\n","Crème ""fraîche"", 豆腐\nfirm"\r\n\r\n"2",,plain 🍞\n"3","",""';
  const rows = [
    { id: "1", name: 'Crème "fraîche", 豆腐\nfirm' },
    { id: "2", name: "plain 🍞" },
    { id: "3", name: "" },
  ];
  for (let bytes = 1; bytes < Buffer.byteLength(file); bytes++)
    expect(await read(file, bytes)).toEqual({ rows, nuls: [] });
});

test("plain figures are told as numbers and all else as text, in their order, wherever the pieces are cut", async () => {
  const file = Buffer.from(
    'id,"note",amount\r\n"1","a, b","0.25"\r\n2,,1234567.125\n"3","a ""b""","5"\n"4","a\nb","7"\n"5","é",""\n6,-,1e3\n7,,-1\n8,,0.1234567890123456\n9,,0.3',
  );
  const numbers = [
    [1, 0.25],
    [2, 1234567.125],
    [3, 5],
    [4, 7],
    [5, 0],
    [6, 1000],
    [7, -1],
    [8, 0.1234567890123456],
    [9, 0.3],
  ];
  for (let bytes = 1; bytes < file.length; bytes++) {
    async function* pieces() {
      for (let at = 0; at < file.length; at += bytes) yield file.subarray(at, at + bytes);
    }
    const told: number[][] = [];
    let plain = 0;
    await readCsv<"id" | "amount">(pieces(), {
      pick: () => ["id", false, "amount"],
      record: ({ id, amount }) => told.push([Number(id), Number(amount)]),
      nul: () => {},
      figures: {
        columns: ["id", "amount"],
        each: (figures) => {
          plain += 1;
          told.push([...figures]);
        },
      },
    });
    expect(told).toEqual(numbers);
    expect(plain).toBeGreaterThanOrEqual(3);
  }
});

test("a record with a NUL byte is left out, and its number told", async () => {
  expect(await read("id,name\n1,a\n2,b\0\n3,c\n")).toEqual({
    rows: [
      { id: "1", name: "a" },
      { id: "3", name: "c" },
    ],
    nuls: [3],
  });
});

test.each([
  ["a field too many", "id,name\n1,a\n2,b,c\n", "record 3 has 3 fields instead of 2"],
  ["a field too few", "id,name\n1\n", "record 2 has 1 fields instead of 2"],
  ["text behind a quote", 'id,name\n"1"2,a\n', "record 2 has text behind a closing quote"],
  ["a quote left open", 'id,name\n1,"a\n', "record 2 has a quote that is never closed"],
  ["a long field", `id,name\n1,"${"a\n".repeat(600_000)}`, "record 2 is longer than 1000000 characters"],
  ["a line of 50 MB", `id,name\n1,${"a".repeat(50_000_000)}\n`, "a line is longer than 1000000 bytes"],
  ["Windows-1252", Buffer.from("id,name\n1,jalape\xf1o\n", "latin1"), /^it is not in UTF-8/],
  ["UTF-16", Buffer.from("\uFEFFid,name\n1,a\n", "utf16le"), /^it is not in UTF-8/],
])("%s stops the reading", async (_, file, message) => {
  await expect(read(file)).rejects.toThrow(message);
});
