import { type Html, html, page, type Visitor } from "../html.js";

/** True of Larder as it comes; an operator who adds to it says so in a text of their own. */
export function privacyPage({ visitor }: { readonly visitor: Visitor | null }): Html {
  return page({
    title: "Privacy",
    visitor,
    main: html`<h1>Privacy</h1>
<p class="lead">What this server keeps about you, why, and how to have it removed.</p>
<h2>What is kept</h2>
<ul>
<li><strong>Your account:</strong> name, e-mail address, what the account includes, and when it was made. Your password is kept only as a hash that cannot be turned back into it.</li>
<li><strong>Where you are signed in:</strong> one entry per browser, for 30 days after its last use and a year at most.</li>
<li><strong>What you allowed:</strong> which app may do what with your account, and the keys it uses, kept so that nobody can read them from the database.</li>
<li><strong>Activity:</strong> sign-ins, what you allowed and changes to your account, each with its time and the network it came from but not the whole address, for a year. It is under <a href="/account/activity">activity</a>.</li>
<li><strong>Usage:</strong> each request that an app or you yourself made: when, which app, what food was asked for, how many results, size and time; for 30 days, or a year where your account includes it. You see and delete it under <a href="/account/usage">usage</a>.</li>
<li><strong>Foods you use:</strong> which foods you or an app opened or measured for you, at most 200, how often and when last, so that your searches find them first; as long as usage, and deleted with it.</li>
<li><strong>Links sent by mail:</strong> the address and, at sign-up, the name you gave, for a day at most.</li>
</ul>
<h2>Why</h2>
<p>To sign you in and to do what you allowed an app to do. Nothing is sold, and no page here loads anything from anyone else or follows you around. The cookies keep you signed in and protect forms; there are no others.</p>
<h2>What apps learn</h2>
<p>Each app sees what its consent page listed and nothing more. What it does with that is for its own privacy statement to say.</p>
<h2>Your choices</h2>
<p>End an app's access under <a href="/account/apps">connected apps</a>, at once. Under <a href="/account">your account</a> you download what is kept about you, and delete the account with all that belongs to it.</p>`,
  });
}
