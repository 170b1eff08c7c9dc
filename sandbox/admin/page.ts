import { createHash } from 'node:crypto';
import type { Reply } from '../http/reply.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import type { Some, View } from './view.ts';

const STYLE = `
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #8884;overflow-wrap:anywhere}
th,.short{white-space:nowrap}
h2{margin:1.6rem 0 .2rem;font-size:1.1rem}
p{margin:.3rem 0}
form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;margin:.4rem 0}
label{display:grid;max-width:100%}
input,select,button{font:inherit;padding:.2rem .4rem;max-width:100%;box-sizing:border-box}
input[type=number]{width:7rem}
@media(max-width:40rem){
body{margin-top:.5rem}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{display:block;padding:.3rem 0;border-bottom:1px solid #8884}
td{display:flex;gap:.5rem;border:0;padding:0}
td:empty{display:none}
td[data-head]::before{content:attr(data-head);flex:0 0 6rem;opacity:.7}
}
`;
const policyOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
/** What callers chose stands on the page: nothing but its own script runs, and it talks to nobody else. */
const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    `script-src ${policyOf(PAGE_SCRIPT)}`,
    `style-src ${policyOf(STYLE)}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
/** The longest text of a cell; callers choose how long theirs are. */
const LONGEST = 300;
/** Texts that stay on one line, such as times and states. */
const UNBROKEN = 12;

/** The page for a browser: what there is, what is going on, what was counted. Without scripts it is a picture of now. */
export function statusPage(view: View): Reply {
  const parts = liveParts(view);
  const part = (id: string) => `<section id="${id}">${parts[id]}</section>`;
  const others = Object.keys(parts).filter((id) => id !== 'totals' && id !== 'faults');
  const options = view.catalogue.map(
    ({ name, what }) => `<option data-what="${escapeHtml(what.replaceAll('`', ''))}">${escapeHtml(name)}</option>`,
  );
  const raw = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Slipway sandbox</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">
<noscript><meta http-equiv="refresh" content="5"></noscript>
<style>${STYLE}</style></head>
<body><header><h1>Slipway sandbox</h1>
<p>A stand-in for Azure on this machine. Nothing here costs anything. As data: <a href="/sandbox/state">/sandbox/state</a>.
<span id="link" role="status"></span></p></header>
<main>${part('totals')}
${part('faults')}
<form id="fault" aria-label="Switch a fault on" hidden>
<label>Fault <select name="name" aria-describedby="what">${options.join('')}</select></label>
<label>Clusters, by name <input name="cluster" value="*" autocomplete="off" spellcheck="false"></label>
<label>How often <input name="times" type="number" min="1" placeholder="always"></label>
<button>Switch on</button><button type="button" id="off">All faults off</button></form>
<p id="what"></p><p id="said" role="status"></p>
${others.map(part).join('\n')}</main>
<script>${PAGE_SCRIPT}</script>
</body></html>`;
  return { status: 200, headers: HEADERS, contentType: 'text/html; charset=utf-8', raw };
}

/** The parts that are sent anew whenever something in them has happened, by the ids of their elements. */
export function liveParts(view: View): Record<string, string> {
  const { totals, states } = view;
  const summary = states.map(([state, count]) => `${count} ${state}`).join(', ');
  const { creates, requests, throttled } = totals;
  return {
    totals: `<p>${creates} creates accepted, ${requests} requests, ${throttled} answered 429.</p>`,
    faults:
      section('Faults that are on', view.faults, ['Name', 'Where', 'Times left', 'Struck'], { action: offButton }) +
      (view.struck.count === 0
        ? ''
        : section('Faults that struck by a tag, or before they went off', view.struck, ['Name', 'Struck'])),
    clusters: section('Clusters', view.clusters, ['Name', 'Group', 'Region', 'State', 'Pools', 'API server'], {
      note: summary,
    }),
    underway: section("Operations in progress (Azure's time)", view.underWay, ['Kind', 'Of', 'Since']),
    ended: section('Newest operations that ended', view.ended, ['Kind', 'Of', 'How', 'Took']),
    throttle: section('Throttle', view.buckets, ['Bucket', 'Let by', 'Refused']),
    requests: section('Newest requests', view.requests, ['UTC', 'Method', 'Path', 'Status']),
    groups: section('Resource groups', view.groups, ['Name', 'Region', 'State']),
    networks: section('Networks', view.networks, ['Id', 'Subnets']),
  };
}

/** What a table has beside its rows: a line above it, and something to press at the end of each row. */
interface Extras {
  note?: string;
  action?: (name: string) => string;
}

function section(title: string, { rows, count }: Some, heads: string[], { note, action }: Extras = {}): string {
  const more = count > rows.length ? `<p>… and ${count - rows.length} more.</p>` : '';
  const cell = (text: string, index: number) => {
    const kind = text.length <= UNBROKEN ? ' class="short"' : '';
    return `<td data-head="${heads[index]}"${kind}>${escapeHtml(cut(text))}</td>`;
  };
  const last = (row: string[]) => (action === undefined ? '' : `<td>${action(row[0] ?? '')}</td>`);
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}${last(row)}</tr>`).join('');
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('') + (action === undefined ? '' : '<td></td>');
  const table = count === 0 ? '<p>None.</p>' : `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
  const above = note ? `<p>${escapeHtml(note)}</p>` : '';
  return `<h2>${title} (${count})</h2>${above}${table}${more}`;
}

/** Switches every fault of its name off. */
function offButton(name: string): string {
  const label = `Switch ${escapeHtml(name)} off everywhere`;
  return `<button type="button" data-off="${escapeHtml(name)}" aria-label="${label}" title="${label}">Off</button>`;
}

const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
