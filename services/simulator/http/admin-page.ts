/**
 * `GET /simulator`: a page for people, to watch and to steer the simulator; it only uses the admin calls of
 * README.md.
 */
import type { FastifyInstance } from 'fastify';
import { PAGE_SCRIPT } from './admin-page-script.ts';
import { PAGE_STYLE } from './admin-page-style.ts';
import { OUTCOME_KINDS } from '../rules/outcome.ts';

export function adminPage(app: FastifyInstance): void {
  for (const path of ['/', '/simulator'])
    app.get(path, (_request, reply) => reply.header('content-type', 'text/html; charset=utf-8').send(PAGE));
}

const options = (values: readonly string[]): string =>
  values.map((value) => `<option>${value}</option>`).join('');

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>WhatsApp Cloud API simulator</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
  <h1>WhatsApp Cloud API simulator</h1>
  <p id="facts"></p>
  <output id="said" role="status"></output>
</header>
<main>
  <section class="wide" aria-labelledby="h-now">
    <h2 id="h-now">Now</h2>
    <dl id="tiles"></dl>
    <figure>
      <svg id="chart" viewBox="0 0 600 80" preserveAspectRatio="none" role="img" aria-label="Messages accepted a second, over the last two minutes"></svg>
      <p id="times" aria-hidden="true"></p>
      <figcaption>Accepted a second, last two minutes; the most was <b id="most">0</b></figcaption>
    </figure>
  </section>

  <section aria-labelledby="h-outcomes">
    <h2 id="h-outcomes">Requests by outcome</h2>
    <table id="outcomes"></table>
  </section>

  <section aria-labelledby="h-faults">
    <h2 id="h-faults">Faults in force</h2>
    <ul id="faults"></ul>
    <form id="fault">
      <label>Outcome <select name="outcome">${options(OUTCOME_KINDS.filter((kind) => kind !== 'accept'))}</select></label>
      <label>Code <input name="code" inputmode="numeric" size="6" placeholder="131026"></label>
      <label>Sends <input name="count" inputmode="numeric" size="4" value="1"></label>
      <label>Numbers ending in <input name="suffix" size="4"></label>
      <button>Add</button> <button type="button" id="no-faults">End all</button>
    </form>
  </section>

  <section aria-labelledby="h-user">
    <h2 id="h-user">A user writes</h2>
    <form id="inbound">
      <label>From <input name="from" required size="15" placeholder="14155550123"></label>
      <label>To number id <input name="phoneNumberId" required size="18"></label>
      <label>Text <input name="text" value="STOP" size="16"></label>
      <button>Send</button>
      <button type="button" data-preference="stop">Marketing off</button>
      <button type="button" data-preference="resume">Marketing on</button>
    </form>
  </section>

  <section aria-labelledby="h-clock">
    <h2 id="h-clock">Clock and connection</h2>
    <p class="buttons">
      <button data-scale="1">× 1</button><button data-scale="10">× 10</button><button data-scale="100">× 100</button>
      <button data-advance="3600000">+ 1 h</button><button data-advance="86400000">+ 24 h</button>
    </p>
    <p class="buttons"><button data-outage="5000">Nobody listens for 5 s</button><button id="reset">Forget all messages</button></p>
    <p class="hint">The clock moves statuses, holds, pauses, retries and the 24-hour window. Throughput and replies stay in real time.</p>
  </section>

  <section class="wide" aria-labelledby="h-last">
    <h2 id="h-last">Last accepted</h2>
    <div class="scroll"><table id="last"></table></div>
    <p><a href="/simulator/accepted">all accepted</a> · <a href="/simulator/refused">refused</a> · <a href="/simulator/statuses">told by webhook</a> · <a href="/metrics">metrics</a></p>
  </section>

  <section class="wide" aria-labelledby="h-scenario">
    <h2 id="h-scenario">Scenario</h2>
    <p class="buttons"><label>Start from <select id="bundled"><option value="">the one in force</option></select></label>
      <button id="apply">Put in force</button></p>
    <textarea id="scenario" aria-labelledby="h-scenario" spellcheck="false"></textarea>
  </section>
</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
