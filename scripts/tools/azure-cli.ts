import { spawnSync } from 'node:child_process';
import { installPackage } from './apt.ts';
import { findOnPath } from './find.ts';

/** Finds the Azure CLI on the PATH, else installs Debian's. @returns its version; undefined where there is none to be had */
export function findAzureCli(): string | undefined {
  if (!findOnPath(['az'])) installPackage('azure-cli');
  const az = findOnPath(['az']);
  if (!az) return undefined;
  const { stdout } = spawnSync(az, ['version', '--query', '"azure-cli"', '-o', 'tsv'], {
    encoding: 'utf8',
    env: { ...process.env, AZURE_CORE_COLLECT_TELEMETRY: 'false' },
  });
  return stdout.trim();
}
