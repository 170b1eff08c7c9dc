import type { Operation } from '../arm/operations.ts';
import type { Counters } from '../counters.ts';

export interface PageState {
  clusters: { name: string; id: string; provisioningState: string; fqdn: string; location: string }[];
  operations: Operation[];
  counters: ReturnType<Counters['snapshot']>;
}

const NEWEST = 50;

/** The page for a browser: what there is, what is going on, what was counted. */
export function statusPage({ clusters, operations, counters }: PageState): string {
  const newest = operations.slice(-NEWEST).reverse();
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Slipway sandbox</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">
<style>body{font:14px/1.5 system-ui,sans-serif;margin:2rem;max-width:70rem;color-scheme:light dark}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #8884}</style></head>
<body><h1>Slipway sandbox</h1><p>A stand-in for Azure on this machine. Nothing here costs anything. As data: <a href="/sandbox/state">/sandbox/state</a></p>
<h2>Clusters (${clusters.length})</h2>
${table(
  ['Name', 'State', 'Region', 'API server'],
  clusters.map((one) => [one.name, one.provisioningState, one.location, one.fqdn]),
)}
<h2>Newest operations</h2>
${table(
  ['Operation', 'Kind', 'Status', 'Target'],
  newest.map((one) => [one.id, one.kind, one.status, one.target]),
)}
<h2>Counters</h2>
<p>${counters.creates.total} creates accepted, ${counters.requests.total} requests, ${counters.throttled} answered 429.</p>
${table(
  ['Route', 'Requests'],
  Object.entries(counters.requests.byRoute).map(([route, count]) => [route, `${count}`]),
)}
</body></html>`;
}

function table(heads: string[], rows: string[][]): string {
  const row = (cells: string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${row(heads, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
