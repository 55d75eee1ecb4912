import { freePort, start, withFolder } from "./larder.js";

/** From the start of the process to the line that says it is ready; the first start makes database and catalogue. */
export async function benchStart(): Promise<void> {
  await withFolder(async (folder) => {
    for (const which of ["first start", "second start", "third start"]) {
      const env = { NODE_ENV: "development", LARDER_DATA: folder, PORT: String(await freePort()) };
      const before = performance.now();
      const running = await start("src/main.js", env, "Larder is ready");
      console.log(`${which}: ${((performance.now() - before) / 1000).toFixed(2)} s`);
      await running.stop();
    }
  });
}
