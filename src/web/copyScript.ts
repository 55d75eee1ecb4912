import { createHash } from "node:crypto";

/** Puts a button beside each value that is to be copied. Without it they can be marked and copied by hand. */
export const copyScript = `
for (const input of document.querySelectorAll("input[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy " + input.labels[0].textContent);
  button.addEventListener("click", async () => {
    input.select();
    await navigator.clipboard.writeText(input.value);
    button.textContent = "Copied";
  });
  input.after(button);
}
`.trim();

export const copyScriptPath = `/assets/copy-${createHash("sha256").update(copyScript).digest("hex").slice(0, 12)}.js`;
