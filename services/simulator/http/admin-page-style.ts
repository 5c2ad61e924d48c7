/** The style of the page for people: light or dark as the reader's system is, one column on a telephone. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #17211f; --soft: #52635e; --ground: #f6f9f8; --card: #fff; --line: #dbe5e2; --accent: #0b7a5c; --bad: #b3261e; --bar: #cfe8df }
@media (prefers-color-scheme: dark) { :root { --ink: #e6efec; --soft: #9db0aa; --ground: #101715; --card: #18211f; --line: #2b3936; --accent: #4fc3a1; --bad: #ff8a80; --bar: #21493d } }
* { box-sizing: border-box }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground) }
header, main { max-width: 70rem; margin: 0 auto; padding: 0 1rem }
header { padding-top: 1.2rem }
h1 { font-size: 1.3rem; margin: 0 } h2 { font-size: .95rem; margin: 0 0 .6rem }
#facts { margin: .2rem 0 .6rem; color: var(--soft) }
#said { display: block; min-height: 1.5em; white-space: pre-wrap; color: var(--accent) } #said.bad { color: var(--bad) }
main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; padding-bottom: 2rem }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1rem; min-width: 0 }
.wide { grid-column: 1 / -1 }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.2rem, 1fr)); gap: .6rem; margin: 0 }
dt { font-size: .78rem; color: var(--soft) } dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums } dd.bad { color: var(--bad) }
figure { margin: .8rem 0 0 } svg { width: 100%; height: 5rem; display: block } figcaption, .hint { font-size: .8rem; color: var(--soft) }
#times { display: flex; justify-content: space-between; margin: .1rem 0; font-size: .78rem; color: var(--soft) } td.bad { color: var(--bad) }
td.text { min-width: 20rem; overflow-wrap: anywhere } #last td { vertical-align: top; white-space: nowrap } #last td.text { white-space: normal }
polyline { fill: none; stroke: var(--accent); stroke-width: 2; vector-effect: non-scaling-stroke } polygon { fill: var(--bar); stroke: none }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums } th { text-align: left; font-weight: 500; font-size: .78rem; color: var(--soft) }
td, th { padding: .15rem .8rem .15rem 0 } #outcomes td:first-child { width: 55% } #outcomes td:nth-child(2) { text-align: right; width: 5rem }
.bar { display: block; height: .5rem; border-radius: .2rem; background: var(--accent); min-width: 2px } .bar.bad { background: var(--bad) }
ul { margin: 0 0 .6rem; padding-left: 1.1rem } form, .buttons { display: flex; flex-wrap: wrap; gap: .5rem .7rem; align-items: end; margin: 0 0 .5rem }
label { font-size: .78rem; color: var(--soft); display: inline-flex; flex-direction: column }
input, select, textarea, button { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: .35rem; padding: .25rem .5rem }
button { cursor: pointer } button:hover { border-color: var(--accent) } :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px }
textarea { width: 100%; height: 18rem; font: 13px/1.45 ui-monospace, monospace } .scroll { overflow-x: auto } a { color: var(--accent) }
`;
