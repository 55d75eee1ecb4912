import pg from "pg";

// Loaded into a server before it starts: says how many statements it has sent to its database, whenever asked to.

let statements = 0;
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
  statements += 1;
  return (query as (...given: unknown[]) => unknown).apply(this, given);
} as typeof query;

process.on("SIGUSR2", () => console.log(`statements: ${statements}.`));
