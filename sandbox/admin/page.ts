import type { Some, View } from './view.ts';

/** The page for a browser: what there is, what is going on, what was counted. Without scripts it is a picture of now. */
export function statusPage(view: View): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Slipway sandbox</title>
<meta name="viewport" content="width=device-width">
<noscript><meta http-equiv="refresh" content="5"></noscript>
<style>
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #8884;overflow-wrap:break-word}
h2{margin:1.6rem 0 .2rem;font-size:1.1rem}
p{margin:.3rem 0}
form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end}
label{display:grid}
</style></head>
<body><header><h1>Slipway sandbox</h1>
<p>A stand-in for Azure on this machine. Nothing here costs anything. As data: <a href="/sandbox/state">/sandbox/state</a>.
<span id="link" role="status"></span></p></header>
<main id="live">${livePart(view)}</main>
<section aria-labelledby="switch"><h2 id="switch">Switch a fault on</h2>
<form id="fault"><label>Fault <select name="name">${view.catalogue.map((name) => `<option>${escapeHtml(name)}</option>`).join('')}</select></label>
<label>Clusters <input name="cluster" value="*"></label>
<label>How often <input name="times" type="number" min="1" placeholder="always"></label>
<button>Switch on</button><button type="button" id="off">All faults off</button></form>
<p id="said" role="status"></p></section>
<script>${SCRIPT}</script>
</body></html>`;
}

/** The part that is sent anew whenever something has happened. */
export function livePart(view: View): string {
  const { totals, states } = view;
  const summary = states.map(([state, count]) => `${count} ${state}`).join(', ');
  return [
    `<p>${totals.creates} creates accepted, ${totals.requests} requests, ${totals.throttled} answered 429.</p>`,
    section('Clusters', view.clusters, ['Name', 'Group', 'Region', 'State', 'Pools', 'API server'], summary),
    section("Operations in progress (Azure's time)", view.underWay, ['Kind', 'Of', 'Since']),
    section('Newest operations that ended', view.ended, ['Kind', 'Of', 'How', 'Took']),
    section('Faults', view.faults, ['Name', 'Where', 'Times left', 'Struck']),
    section('Throttle', view.buckets, ['Bucket', 'Let by', 'Refused']),
    section('Newest requests', view.requests, ['UTC', 'Method', 'Path', 'Status']),
    section('Resource groups', view.groups, ['Name', 'Region', 'State']),
    section('Networks', view.networks, ['Id', 'Subnets']),
  ].join('\n');
}

function section(title: string, { rows, count }: Some, heads: string[], note = ''): string {
  const more = count > rows.length ? `<p>… and ${count - rows.length} more.</p>` : '';
  const row = (cells: string[]) => `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
  const head = heads.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('');
  const body =
    count === 0
      ? '<p>None.</p>'
      : `<table><thead><tr>${head}</tr></thead><tbody>${rows.map(row).join('')}</tbody></table>`;
  const heading = `<h2>${escapeHtml(title)} (${count})</h2>`;
  return `<section>${heading}${note === '' ? '' : `<p>${escapeHtml(note)}</p>`}${body}${more}</section>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const SCRIPT = `
const byId = (id) => document.getElementById(id);
const live = new EventSource('/sandbox/live');
live.onopen = () => { byId('link').textContent = 'Live.'; };
live.onerror = () => { byId('link').textContent = 'The sandbox does not answer.'; };
live.onmessage = ({ data }) => { byId('live').innerHTML = JSON.parse(data); };
const say = async (answer) => {
  byId('said').textContent = answer.ok ? 'Done.' : (await answer.json()).error;
};
byId('fault').onsubmit = async (event) => {
  event.preventDefault();
  const { name, cluster, times } = Object.fromEntries(new FormData(event.target));
  const fault = { name, ...(cluster && cluster !== '*' ? { match: { cluster } } : {}), ...(times ? { times: Number(times) } : {}) };
  await say(await fetch('/sandbox/faults', { method: 'PUT', body: JSON.stringify(fault) }));
};
byId('off').onclick = async () => say(await fetch('/sandbox/faults', { method: 'DELETE' }));
`;
