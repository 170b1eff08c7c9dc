import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { sandboxOptions } from '../../sandbox/config.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { toolFolder } from '../tools/kubernetes-tools.ts';
import { createCluster, type SandboxPlace } from './cluster.ts';
import { masked } from './mask.ts';
import { type Step, transcriptIn } from './page.ts';
import { runCommands } from './run.ts';

/** A step whose output is not what the page says, but for what differs from run to run. */
export interface Difference {
  command: string;
  expected: string;
  actual: string;
}

export interface Played {
  /** The steps as the page should have them: an output that says the same stays as it stood. */
  steps: Step[];
  differences: Difference[];
}

/** The address that pages show, whatever port it was. */
const shownHost = 'localhost:8443';

/** Runs the commands of some transcripts of a page side by side against one sandbox, each in a home of its own. */
export async function playTranscripts(page: string, names: string[], speed = 600): Promise<Map<string, Played>> {
  const folder = mkdtempSync(join(tmpdir(), 'transcripts-'));
  const caFile = join(folder, 'ca.pem');
  const sandbox = await startSandbox({
    port: 0,
    speed,
    durations: 'typical',
    stateFolder: join(folder, 'state'),
    caFile,
  });
  const play = async (name: string): Promise<[string, Played]> => {
    const home = join(folder, name);
    mkdirSync(home);
    const steps = transcriptIn(page, name);
    const env = await environmentOf(name, home, caFile, placeOf(sandbox));
    const commands = steps.map((step) => step.command);
    const outputs = await runCommands(commands, home, env);
    const shown = (output: string) =>
      output.replaceAll(new URL(sandbox.url).host, shownHost).replaceAll(home, '~').replaceAll(caFile, '~/ca.pem');
    return [name, compared(steps, outputs.map(shown))];
  };
  try {
    return new Map(await Promise.all(names.map(play)));
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function placeOf({ url, caPem }: { url: string; caPem: string }): SandboxPlace {
  const { tenantId, principals, subscriptions } = sandboxOptions().directory;
  const [principal, subscription] = [principals[0], subscriptions[0]];
  if (!principal || !subscription) throw new Error('the sandbox has no application');
  const { clientId, secret: clientSecret } = principal;
  return { url, caPem, tenantId, clientId, clientSecret, subscriptionId: subscription.id };
}

/** What commands find: a home of their own, the sandbox, and for Kubernetes' clients a cluster of their own. */
async function environmentOf(name: string, home: string, caFile: string, place: SandboxPlace) {
  const env: Record<string, string> = {
    PATH: [resolve(toolFolder), process.env['PATH']].join(delimiter),
    HOME: home,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    AZURE_CONFIG_DIR: join(home, '.azure'),
    SANDBOX_URL: place.url,
    SANDBOX_CA: caFile,
    SANDBOX_TENANT_ID: place.tenantId,
    SANDBOX_CLIENT_ID: place.clientId,
    SANDBOX_CLIENT_SECRET: place.clientSecret,
    SANDBOX_SUBSCRIPTION_ID: place.subscriptionId,
  };
  if (name === 'az') return env;
  const kubeconfig = join(home, '.kube', 'config');
  mkdirSync(join(home, '.kube'));
  writeFileSync(kubeconfig, await createCluster(place, name), { mode: 0o600 });
  return { ...env, KUBECONFIG: kubeconfig };
}

function compared(steps: Step[], outputs: string[]): Played {
  const played: Played = { steps: [], differences: [] };
  for (const [index, step] of steps.entries()) {
    const output = outputs[index] ?? '';
    const [expected, actual] = [masked(step.output), masked(output)];
    played.steps.push(expected === actual ? step : { ...step, output });
    if (expected !== actual) played.differences.push({ command: step.command, expected, actual });
  }
  return played;
}
