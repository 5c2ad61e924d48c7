/**
 * The script of the page for people: reads counts and the latest messages once a second, draws them, and
 * turns forms into admin calls.
 */
export const PAGE_SCRIPT = `
const byId = (id) => document.getElementById(id);
const make = (tag, text, className) => Object.assign(document.createElement(tag), { textContent: text ?? '', className: className ?? '' });
const json = async (path, method = 'GET', body) => {
  const reply = await fetch(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { ok: reply.ok, value: await reply.json() };
};
const say = (text, bad = false) => { byId('said').textContent = text; byId('said').className = bad ? 'bad' : ''; };
const act = async (what, path, body, method = 'POST') => {
  const { ok, value } = await json(path, method, body);
  say(ok ? what : (value.faults ?? ['refused']).join('\\n'), !ok);
  refresh();
};
const given = (form) => Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));

async function refresh() {
  let stats;
  try { stats = (await json('/simulator/stats')).value; } catch { return say('the simulator does not answer', true); }
  const { webhook, statuses } = stats;
  byId('facts').textContent = 'scenario ' + stats.scenario + ', seed ' + stats.seed + ' · clock × ' + stats.clockScale + ', ' + new Date(stats.clock).toLocaleString()
    + ' · webhook ' + (stats.webhookUrl ?? 'none: statuses are recorded only');
  tiles([['accepted', stats.accepted], ['a second', stats.perSecond.at(-1)], ['refused', stats.refused], ['sent', statuses.sent], ['delivered', statuses.delivered], ['read', statuses.read],
    ['failed', statuses.failed], ['from users', stats.inbound], ['due later', stats.pending], ['webhook calls', webhook.calls], ['calls refused', webhook.refused, true], ['retrying', webhook.retrying, true], ['given up', webhook.givenUp, true]]);
  chart(stats.perSecond, stats.perSecondUntil);
  outcomes(stats.requests);
  faults((await json('/simulator/faults')).value);
  last((await json('/simulator/latest')).value);
}
function tiles(rows) {
  byId('tiles').replaceChildren(...rows.map(([name, value, bad]) => {
    const box = document.createElement('div');
    box.append(make('dt', name), make('dd', value.toLocaleString(), bad && value > 0 ? 'bad' : ''));
    return box;
  }));
}
function chart(values, until) {
  const most = Math.max(1, ...values);
  const points = values.map((value, place) => (600 - (values.length - 1 - place) * 5) + ',' + (76 - value / most * 70));
  byId('most').textContent = Math.max(0, ...values).toLocaleString();
  const shape = (tag, list) => { const one = document.createElementNS('http://www.w3.org/2000/svg', tag); one.setAttribute('points', list.join(' ')); return one; };
  const left = 600 - (values.length - 1) * 5;
  byId('times').replaceChildren(...[120, 90, 60, 30, 0].map((ago) => make('span', new Date(until - ago * 1000).toLocaleTimeString())));
  byId('chart').replaceChildren(...(points.length === 0 ? [] : [shape('polygon', [left + ',80', ...points, '600,80']), shape('polyline', points)]));
}
function outcomes({ byOutcome, total }) {
  const rows = Object.entries(byOutcome).sort((a, b) => b[1] - a[1]).map(([name, count]) => {
    const row = document.createElement('tr');
    const bar = make('span', '', name.startsWith('error') ? 'bar bad' : 'bar');
    bar.style.width = count / total * 100 + '%';
    const cell = document.createElement('td');
    cell.append(bar);
    row.append(make('td', name), make('td', count.toLocaleString()), cell);
    return row;
  });
  byId('outcomes').replaceChildren(...(rows.length === 0 ? [make('caption', 'no request yet')] : rows));
}
function faults(list) {
  byId('faults').replaceChildren(...(list.length === 0 ? [make('li', 'none but the scenario’s')] : list.map(({ outcome, code, count, suffix, matches }) =>
    make('li', outcome + (code === undefined ? '' : ' ' + code) + (suffix === undefined ? '' : ', numbers ending in ' + suffix) + (matches === undefined ? '' : ', numbers like ' + matches)
      + (count === undefined ? ', until ended' : ', ' + count + ' more sends')))));
}
const statusOf = ({ statuses }) => statuses.at(-1) ?? 'accepted';
function last(lines) {
  const head = document.createElement('tr');
  head.append(...['time', 'to', 'status', 'what the recipient reads', 'template', 'drawn', 'number id', 'callback data'].map((name) => make('th', name)));
  byId('last').replaceChildren(...(lines.length === 0 ? [make('caption', 'nothing yet: point a client at ' + location.origin)] : [head, ...lines.map((line) => {
    const row = document.createElement('tr');
    row.append(...[new Date(line.at).toLocaleTimeString(), line.to, statusOf(line), line.text, line.template, line.outcome, line.phoneNumberId, line.callbackData ?? ''].map((text, place) => make('td', text, place === 3 ? 'text' : place === 2 && text.startsWith('failed') ? 'bad' : '')));
    return row;
  })]));
  const { phoneNumberId } = byId('inbound').elements;
  if (phoneNumberId.value === '' && lines[0]) phoneNumberId.value = lines[0].phoneNumberId;
}
byId('fault').onsubmit = (event) => {
  event.preventDefault();
  const { code, count, ...rest } = given(event.target);
  act('the fault is in force', '/simulator/faults', { ...rest, ...(code ? { code: Number(code) } : {}), ...(count ? { count: Number(count) } : {}) });
};
byId('no-faults').onclick = () => act('all faults have ended', '/simulator/faults', undefined, 'DELETE');
byId('inbound').onsubmit = (event) => {
  event.preventDefault();
  act('the user has written', '/simulator/inbound', given(event.target));
};
for (const button of document.querySelectorAll('[data-preference]'))
  button.onclick = () => byId('inbound').reportValidity() && act('the preference has changed', '/simulator/preferences',
    { from: given(byId('inbound')).from, phoneNumberId: given(byId('inbound')).phoneNumberId, value: button.dataset.preference });
for (const button of document.querySelectorAll('[data-scale]')) button.onclick = () => act('the clock runs ' + button.textContent, '/simulator/clock', { scale: Number(button.dataset.scale) });
for (const button of document.querySelectorAll('[data-advance]')) button.onclick = () => act('the clock was put forward: ' + button.textContent, '/simulator/clock', { advanceMs: Number(button.dataset.advance) });
for (const button of document.querySelectorAll('[data-outage]')) button.onclick = () => act('nobody listens', '/simulator/outage', { forMs: Number(button.dataset.outage) });
byId('reset').onclick = () => confirm('Forget all messages, statuses, faults and counts?') && act('forgotten', '/simulator/reset');
byId('apply').onclick = () => {
  let document;
  try { document = JSON.parse(byId('scenario').value); } catch (error) { return say('the scenario is no JSON: ' + error.message, true); }
  act('the scenario is in force', '/simulator/scenario', document, 'PUT');
};
const show = async (path) => { byId('scenario').value = JSON.stringify((await json(path)).value, null, 2); };
byId('bundled').onchange = ({ target }) => show(target.value === '' ? '/simulator/scenario' : '/simulator/scenarios/' + target.value);
json('/simulator/scenarios').then(({ value }) => byId('bundled').append(...value.map((name) => make('option', name))));
show('/simulator/scenario');
refresh();
setInterval(refresh, 1000);
`;
