import { addressProblems } from "./checkServer.js";

/** One line of what the GPT editor asks for: its own label, and what to enter. */
export interface SheetLine {
  readonly label: string;
  readonly value: string;
}

export interface Sheet {
  readonly lines: SheetLine[];
  /** What to do after saving, in order. */
  readonly afterwards: string[];
  /** What the editor or ChatGPT will refuse about the address as it is. */
  readonly problems: string[];
}

/** The values for Configure → Actions in the GPT editor, in the order in which it asks for them. */
export function gptSheet(publicUrl: string, clientId: string): Sheet {
  return {
    lines: [
      { label: "Import from URL (the OpenAPI document)", value: `${publicUrl}/openapi.json` },
      { label: "Authentication type", value: "OAuth" },
      { label: "Client ID", value: clientId },
      { label: "Client Secret", value: "the one that `larder client create` printed" },
      { label: "Authorization URL", value: `${publicUrl}/oauth/authorize` },
      { label: "Token URL", value: `${publicUrl}/oauth/token` },
      { label: "Scope", value: "foods:read" },
      { label: "Token Exchange Method", value: "Default (POST request)" },
      { label: "Privacy policy", value: `${publicUrl}/privacy` },
    ],
    afterwards: [
      "Save the GPT. The editor then shows its callback URL, such as https://chat.openai.com/aip/g-…/oauth/callback.",
      `Register it, on both of ChatGPT's hosts:\n  npx larder client add-redirect ${clientId} https://chat.openai.com/aip/g-…/oauth/callback\n  npx larder client add-redirect ${clientId} https://chatgpt.com/aip/g-…/oauth/callback`,
      "The g-… part can change when the action's authentication is edited: look again after each edit.",
      `Try the whole way without the editor: npx larder gpt check --client ${clientId} --secret … --redirect-uri <a registered one> --user <your e-mail>`,
    ],
    problems: addressProblems(publicUrl),
  };
}
