import { larder } from "./larder.js";

export const redirectUri = "http://127.0.0.1:1/callback";
export const person = { email: "bench@example.com", name: "Bench", password: "correct horse battery" };

export interface MadeClient {
  readonly id: string;
  readonly secret: string;
}

/** An account, and a client that may ask it for access as a GPT does. */
export async function makeClient(env: Record<string, string>, ...options: string[]): Promise<MadeClient> {
  const { email, name, password } = person;
  await larder(["user", "create", "--email", email, "--name", name, "--password", password], env);
  const create = ["client", "create", "--name", "Bench", "--gpt", "--redirect-uri", redirectUri, ...options];
  const { id, secret } = JSON.parse(await larder([...create, "--json"], env));
  return { id, secret };
}
