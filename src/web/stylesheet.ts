import { createHash } from "node:crypto";

/** One stylesheet for all pages: system fonts, light and dark by the reader's setting, no script. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fbf8f1, #16191a);
  --card: light-dark(#ffffff, #1e2223);
  --ink: light-dark(#22281f, #ece8de);
  --quiet: light-dark(#5d6557, #a9aca2);
  --line: light-dark(#e2dccd, #343a3a);
  --leaf: light-dark(#2f6b3c, #8ecb97);
  --leaf-deep: light-dark(#24552f, #a9dcb0);
  --on-leaf: light-dark(#ffffff, #10240f);
  --wash: light-dark(#eef4e8, #223026);
  --alarm: light-dark(#9c2f1f, #f2a497);
  --alarm-wash: light-dark(#fbece8, #3a2320);
  --serif: ui-serif, "Iowan Old Style", "Palatino Linotype", Georgia, serif;
  --sans: system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, monospace;
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0;
  min-height: 100svh;
  display: flex;
  flex-direction: column;
  background: var(--paper);
  color: var(--ink);
  font: 1.0625rem/1.6 var(--sans);
  -webkit-text-size-adjust: 100%;
}
h1, h2 { font-family: var(--serif); font-weight: 600; line-height: 1.2; text-wrap: balance; margin: 0 0 .6em; }
h1 { font-size: clamp(1.7rem, 1.3rem + 2vw, 2.4rem); letter-spacing: -.01em; }
h2 { font-size: 1.3rem; margin-top: 2em; }
p, ul, ol, dl, table, pre { margin: 0 0 1.1em; }
a { color: var(--leaf); text-underline-offset: .2em; text-decoration-thickness: .06em; }
a:hover { color: var(--leaf-deep); text-decoration-thickness: .12em; }
:focus-visible { outline: 3px solid var(--leaf); outline-offset: 2px; border-radius: .3rem; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .6rem 1rem; z-index: 1; }

.site-header, .site-footer, main { width: 100%; max-width: 56rem; margin-inline: auto; padding-inline: 1.25rem; }
.site-header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem 1.5rem; padding-block: 1rem; }
.brand { display: inline-flex; align-items: center; gap: .55rem; font: 600 1.35rem var(--serif); color: var(--ink); text-decoration: none; }
.brand svg { width: 1.7rem; height: 1.7rem; color: var(--leaf); }
.site-nav { display: flex; align-items: baseline; gap: 1.25rem; }
.site-nav form { margin: 0; }
main { flex: 1; padding-block: clamp(1rem, 4vw, 3rem) 3rem; }
main.narrow { max-width: 29rem; }
.site-footer { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding-block: 1.5rem; border-top: 1px solid var(--line); font-size: .9375rem; }
.site-footer a { color: var(--quiet); }

.card { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: clamp(1.25rem, 5vw, 2.25rem); box-shadow: 0 1px 2px rgb(0 0 0 / .04), 0 8px 24px -16px rgb(0 0 0 / .18); }
.card > :last-child { margin-bottom: 0; }
.card h2:first-child { margin-top: 0; }
.card + p { margin-top: 1.25rem; }
.card + .card { margin-top: 1.25rem; }
.grid .card + .card { margin-top: 0; }
.lead { font-size: 1.2rem; color: var(--quiet); max-width: 38rem; text-wrap: pretty; }
.quiet { color: var(--quiet); }
.small { font-size: .9375rem; }

label { display: block; font-weight: 600; margin-bottom: .3rem; }
.field { margin-bottom: 1.1rem; }
.field .hint { display: block; color: var(--quiet); font-size: .9rem; margin-top: .3rem; }
input {
  width: 100%; min-height: 2.9rem; padding: .55rem .8rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid light-dark(#8a8f80, #767d7a); border-radius: .6rem;
}
button, .button {
  display: inline-flex; align-items: center; justify-content: center; min-height: 2.9rem; padding: .5rem 1.35rem;
  font: 600 1.0625rem var(--sans); color: var(--on-leaf); background: var(--leaf); border: 1px solid transparent;
  border-radius: .6rem; text-decoration: none; cursor: pointer;
}
button:hover, .button:hover { background: var(--leaf-deep); color: var(--on-leaf); }
button.plain, .button.plain { color: var(--ink); background: transparent; border-color: light-dark(#8a8f80, #767d7a); }
button.plain:hover, .button.plain:hover { background: var(--wash); }
button.link { min-height: 2rem; padding: 0; font-weight: 400; color: var(--leaf); background: none; border: 0; text-decoration: underline; text-underline-offset: .2em; }
button.wide { width: 100%; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem; }
.actions button { flex: 1 1 9rem; }
.alert { background: var(--alarm-wash); color: var(--alarm); border-radius: .6rem; padding: .75rem 1rem; }

.facts { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .55rem 1.5rem; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.ticks { list-style: none; padding: 0; }
.ticks li { position: relative; padding: .55rem 0 .55rem 2rem; border-top: 1px solid var(--line); }
.ticks li:first-child { border-top: 0; }
.ticks li::before { content: "✓"; position: absolute; left: .3rem; color: var(--leaf); font-weight: 700; }
.tag { display: inline-block; background: var(--wash); color: var(--leaf-deep); border-radius: 99rem; padding: .05rem .6rem; font-size: .85rem; font-weight: 600; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 1rem; padding: 0; list-style: none; }
.grid .card { padding: 1.25rem; }
.grid h2 { font-size: 1.1rem; margin: 0 0 .3rem; }
.grid p { margin: 0 0 .5rem; }
.rows { list-style: none; padding: 0; }
.rows > li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem 1.5rem; padding: 1rem 0; border-top: 1px solid var(--line); }
.rows > li:first-child { border-top: 0; }
.rows.card { padding: .25rem clamp(1.25rem, 5vw, 2.25rem); }
.rows p { margin: 0; }
.rows form { margin: 0; }

code { font: .9em var(--mono); overflow-wrap: anywhere; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1rem; overflow-x: auto; }
pre code { overflow-wrap: normal; }
h3 { font: 600 1.05rem var(--sans); margin: 1.5em 0 .5em; }
section.card { margin-top: 1.5rem; scroll-margin-top: 1rem; }
section.card > h2:first-child { margin-top: 0; }
.ways { list-style: none; padding: 0; }
.ways li { padding: .3rem 0; }
.parts { margin-bottom: 1.1em; }
.parts dt { margin-top: .7rem; }
.parts dd { margin: .1rem 0 0; overflow-wrap: anywhere; }
form + p { margin-top: 1.1em; }
.copied { display: flex; gap: .5rem; }
.copied button { flex: none; }
.checks { list-style: none; padding: 0; }
.checks li { border-left: .25rem solid var(--leaf); padding: .35rem 0 .35rem .9rem; margin-bottom: .8rem; overflow-wrap: anywhere; }
.checks .amiss { border-color: var(--alarm); }
.checks .amiss strong { color: var(--alarm); }
.answer { max-height: 22rem; overflow-y: auto; }
details { border-top: 1px solid var(--line); padding-top: .7rem; margin-bottom: .7rem; }
summary { font-weight: 600; cursor: pointer; }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; color: var(--quiet); padding-bottom: .5rem; }
th, td { text-align: left; padding: .5rem .25rem; border-bottom: 1px solid var(--line); font-weight: 400; }
td { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.part th { padding-left: 1.5rem; color: var(--quiet); }
@media (prefers-contrast: more) { :root { --quiet: var(--ink); --line: currentColor; } }
@media print { .site-nav, .site-footer { display: none; } }
`.trim();

/** The name changes with the text, so that browsers may keep it for ever. */
export const stylesheetPath = `/assets/style-${createHash("sha256").update(stylesheet).digest("hex").slice(0, 12)}.css`;

/** A preserving jar. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" color="#2f6b3c"><path d="M10 4h12v4H10z"/><path d="M11 8c0 2.5-4 3-4 7v10a3 3 0 0 0 3 3h12a3 3 0 0 0 3-3V15c0-4-4-4.5-4-7"/><path d="M16 25c-4.5-1-5.5-5-4-9 4.5.5 6.5 4.5 4 9z"/></svg>`;
