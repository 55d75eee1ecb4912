import type { DevicePages } from "../../oauth/device.js";
import { hidden, html, page, problemNote } from "../html.js";

/** What a person sees who connects a device that has no browser of its own. */
export const devicePages: DevicePages = {
  enterCode({ action, token, userCode, problem }) {
    return page({
      title: "Connect a device",
      narrow: true,
      main: html`<div class="card">
<h1>Connect a device</h1>
${problemNote(problem)}
<form method="post" action="${action}">
${hidden("xsrf", token)}${hidden("confirm", "yes")}
<div class="field">
<label for="user_code">The code that your device shows</label>
<input id="user_code" name="user_code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" required autofocus value="${userCode}">
</div>
<button class="wide">Go on</button>
</form>
</div>
<p class="quiet small">Only go on if the device is yours and shows this very code. Next you see which app it is and what it asks for.</p>`,
    }).text;
  },

  ended(outcome) {
    const [title, text] =
      outcome === "allowed"
        ? ["Your device is connected", "It goes on by itself in a few seconds. You can close this page."]
        : ["Your device is not connected", "Nothing was allowed, and the device has been told."];
    return page({
      title,
      narrow: true,
      main: html`<div class="card">
<h1>${title}</h1>
<p>${text}</p>
</div>
<p class="quiet small">What may use your account is under <a href="/account/apps">connected apps</a>.</p>`,
    }).text;
  },
};
