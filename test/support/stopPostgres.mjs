import { rm } from "node:fs/promises";

export default async function stopPostgres() {
  const { leave, folder } = globalThis.testPostgres;
  await leave();
  await rm(folder, { recursive: true, force: true });
}
