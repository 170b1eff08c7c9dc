import type { Reply } from '../http/reply.ts';
import type { CatalogueEntry } from './entry.ts';

const HELM = 'helm.sh/docs/topics/chart_repository';

/** Faults of the chart repository; `match.chart` is the name of the archive, or `index.yaml`. */
export const charts = {
  'charts-unavailable': {
    what: '503 of the chart repository',
    source: 'learn.microsoft.com/azure/architecture/best-practices/transient-faults',
    on: ['chart-index', 'chart'],
    answer: () => ({ status: 503, contentType: 'text/plain', raw: 'upstream connect error or disconnect/reset' }),
  },
  'chart-missing': {
    what: '404 on a chart that the index lists',
    source: HELM,
    on: ['chart'],
    answer: () => ({ status: 404, contentType: 'text/plain', raw: 'not found' }),
  },
  'chart-changed': {
    what: 'the archive is another one than its digest says',
    source: HELM,
    on: ['chart'],
    // A gzip member without content may follow the archive: it is read as before, and is another file.
    bend: (reply) => ({ ...reply, raw: Buffer.concat([bytesOf(reply.raw), EMPTY_GZIP]) }),
  },
  'chart-truncated': {
    what: 'half of the archive, with a length to match: a mirror kept what a cut connection had brought',
    source: HELM,
    on: ['chart'],
    bend: (reply) => ({ ...reply, raw: bytesOf(reply.raw).subarray(0, halfOf(reply)) }),
  },
  'chart-cut-off': {
    what: 'the connection is cut after half of the archive',
    source: 'fluxcd/helm-controller#541',
    on: ['chart'],
    bend: (reply) => ({ ...reply, cutAt: halfOf(reply) }),
  },
  'charts-slow': {
    what: 'the chart repository answers late (`params.seconds`, 30, of the wall clock)',
    source: HELM,
    on: ['chart-index', 'chart'],
    bend: (reply, params) => ({ ...reply, lateMs: Number(params['seconds'] ?? 30) * 1000 }),
  },
} satisfies Record<string, CatalogueEntry>;

const EMPTY_GZIP = Buffer.from('1f8b080000000000000303000000000000000000', 'hex');

function halfOf({ raw }: Reply): number {
  return Math.floor(bytesOf(raw).length / 2);
}

function bytesOf(raw: string | Uint8Array = ''): Buffer {
  return typeof raw === 'string' ? Buffer.from(raw) : Buffer.from(raw);
}
