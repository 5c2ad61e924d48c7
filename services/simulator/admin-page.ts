/** `GET /simulator`: one page to watch the counts, change the scenario and reset, for people. */
import type { FastifyInstance } from 'fastify';

export function adminPage(app: FastifyInstance): void {
  const page = (): string => PAGE;
  for (const path of ['/', '/simulator']) {
    app.get(path, (_request, reply) => reply.header('content-type', 'text/html; charset=utf-8').send(page()));
  }
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>WhatsApp Cloud API simulator</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1d2b28; }
  h1 { font-size: 1.3rem } h2 { font-size: 1rem; margin-top: 2rem }
  dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .8rem }
  dl div { background: #eef5f3; padding: .5rem .8rem; border-radius: .4rem } dt { font-size: .8rem; color: #4a5f5a } dd { margin: 0; font-size: 1.3rem; font-variant-numeric: tabular-nums }
  textarea { width: 100%; height: 16rem; font: 13px/1.4 ui-monospace, monospace } button { padding: .3rem .9rem } output { margin-left: 1rem; white-space: pre-wrap }
  table { border-collapse: collapse } td { padding: .1rem 1rem .1rem 0; font-variant-numeric: tabular-nums }
</style>
<h1>WhatsApp Cloud API simulator</h1>
<dl id="counts"></dl>
<h2>Requests by outcome</h2>
<table id="requests"></table>
<h2>Scenario</h2>
<textarea id="scenario" aria-label="Scenario as JSON" spellcheck="false"></textarea>
<p><button id="apply">Apply</button> <button id="reset">Reset messages</button> <output id="said"></output></p>
<p><a href="/simulator/accepted">Accepted messages</a> · <a href="/simulator/statuses">Webhook statuses</a> · <a href="/metrics">Metrics</a></p>
<script>
  const byId = (id) => document.getElementById(id);
  const cell = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  async function refresh() {
    const stats = await (await fetch('/simulator/stats')).json();
    const shown = { scenario: stats.scenario, seed: stats.seed, 'clock scale': stats.clockScale, accepted: stats.accepted, ...stats.statuses,
      inbound: stats.inbound, 'due later': stats.pending, 'webhook waiting': stats.webhook.waiting, 'webhook calls': stats.webhook.calls,
      'calls refused': stats.webhook.refused, 'batches retrying': stats.webhook.retrying };
    byId('counts').replaceChildren(...Object.entries(shown).map(([name, value]) => {
      const box = document.createElement('div');
      box.append(cell('dt', name), cell('dd', value));
      return box;
    }));
    byId('requests').replaceChildren(...Object.entries(stats.requests.byOutcome).map(([name, value]) => {
      const row = document.createElement('tr');
      row.append(cell('td', name), cell('td', value));
      return row;
    }));
  }
  const say = async (reply) => { byId('said').textContent = ((await reply.json()).faults || ['done']).join('\\n'); refresh(); };
  byId('apply').onclick = async () => say(await fetch('/simulator/scenario', { method: 'PUT', body: byId('scenario').value }));
  byId('reset').onclick = async () => say(await fetch('/simulator/reset', { method: 'POST' }));
  fetch('/simulator/scenario').then((reply) => reply.json()).then((scenario) => { byId('scenario').value = JSON.stringify(scenario, null, 2); });
  refresh();
  setInterval(refresh, 1000);
</script>
`;
