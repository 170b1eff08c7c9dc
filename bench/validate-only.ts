import { performance } from 'node:perf_hooks';
import { startStack } from '../test/e2e/stack.ts';

/** `npm run bench:validate-only`: what a validation costs, beside one plain read of the sandbox's Azure in the same run. */

const rounds = 30;
const order = {
  name: 'bench',
  resourceGroup: { name: 'rg-bench', create: true },
  location: 'westeurope',
  cni: { plugin: 'cilium' },
};

const stack = await startStack();
try {
  const validate = async () => {
    const answer = await fetch(`${stack.apis[0]?.url}/v1/clusters?validateOnly=true`, {
      method: 'POST',
      headers: { 'x-api-key': stack.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify(order),
    });
    const body = (await answer.json()) as { valid?: boolean };
    if (answer.status !== 200 || !body.valid) throw new Error(`HTTP ${answer.status}: ${JSON.stringify(body)}`);
  };
  const read = async () => void (await (await fetch(`${stack.sandboxUrl}/sandbox/state`)).text());
  const armReads = async () => {
    const { counters } = (await stack.azure()) as unknown as {
      counters: { requests: { byRoute: Record<string, number> } };
    };
    return counters.requests.byRoute;
  };

  const before = await armReads();
  const cold = await timeOf(validate);
  const after = await armReads();
  for (const [route, count] of Object.entries(after)) {
    const made = count - (before[route] ?? 0);
    if (made > 0) console.log(`cold  ${made} x ${route}`);
  }
  const warm = await timesOf(validate);
  const baseline = await timesOf(read);
  const ratio = median(warm) / median(baseline);
  console.log(`cold  ${cold.toFixed(0)} ms`);
  console.log(`warm  p50 ${median(warm).toFixed(0)} ms, worst of ${rounds} ${Math.max(...warm).toFixed(0)} ms`);
  console.log(`one read of the sandbox  p50 ${median(baseline).toFixed(1)} ms`);
  console.log(`ratio ${ratio.toFixed(1)}`);
} finally {
  await stack.stop();
}

async function timeOf(act: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

async function timesOf(act: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await timeOf(act));
  return times;
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
