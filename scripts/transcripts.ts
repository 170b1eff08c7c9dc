import { readFileSync, writeFileSync } from 'node:fs';
import { findKubernetesTools } from './tools/kubernetes-tools.ts';
import { withSteps } from './transcripts/page.ts';
import { playTranscripts } from './transcripts/play.ts';

const file = new URL('../docs/sandbox.md', import.meta.url);

/** `transcripts.ts [--write] [name…]`: runs the transcripts of the sandbox's page, and tells or writes what is not so any more. */
async function main(args: string[]): Promise<void> {
  const named = args.filter((arg) => !arg.startsWith('--'));
  const names = named.length > 0 ? named : ['kubectl', 'helm', 'az'];
  findKubernetesTools();
  let page = readFileSync(file, 'utf8');
  const played = await playTranscripts(page, names);
  for (const [name, { steps, differences }] of played) {
    for (const { command, expected, actual } of differences) {
      console.log(`--- ${name}: $ ${command}\n--- the page:\n${expected}\n--- now:\n${actual}\n`);
    }
    page = withSteps(page, name, steps);
  }
  if (args.includes('--write')) writeFileSync(file, page);
  else if ([...played.values()].some(({ differences }) => differences.length > 0)) process.exitCode = 1;
}

await main(process.argv.slice(2));
