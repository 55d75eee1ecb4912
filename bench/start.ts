import { spawnSync } from "node:child_process";
import { freePort, start, withFolder } from "./larder.js";

/** What `npm start` does, without npm itself: set-up, then the server until it says that it is ready. */
export async function benchStart(): Promise<void> {
  await withFolder(async (folder) => {
    for (const which of ["first start", "second start", "third start"]) {
      const env = { NODE_ENV: "development", LARDER_DATA: folder, PORT: String(await freePort()) };
      const before = performance.now();
      spawnSync(process.execPath, ["src/setup.mjs"], { stdio: "inherit" });
      const running = await start("src/main.js", env, "Larder is ready");
      console.log(`${which}: ${((performance.now() - before) / 1000).toFixed(2)} s`);
      await running.stop();
    }
  });
}
