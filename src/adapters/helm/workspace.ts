import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A private folder of one run, with its secrets. */
export interface Workspace {
  folder: string;
  kubeconfig: string;
  values: string;
  /** Only if there are certificate authorities to be told of. */
  ca?: string;
}

const filePrefix = 'run-';

/** Runs `work` in a private folder that is gone afterwards, whatever happens. */
export async function inWorkspace<T>(
  parent: string,
  content: { kubeconfig: string; values: unknown; ca?: string | undefined },
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(parent, filePrefix));
  try {
    const workspace: Workspace = {
      folder,
      kubeconfig: join(folder, 'kubeconfig'),
      values: join(folder, 'values.yaml'),
    };
    await writeFile(workspace.kubeconfig, content.kubeconfig, { mode: 0o600 });
    // JSON is YAML, and leaves no doubt about quoting.
    await writeFile(workspace.values, JSON.stringify(content.values), { mode: 0o600 });
    if (content.ca !== undefined) {
      workspace.ca = join(folder, 'ca.pem');
      await writeFile(workspace.ca, content.ca, { mode: 0o600 });
    }
    return await work(workspace);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what a killed process left: kubeconfigs must not outlive their use. */
export async function sweepWorkspaces(parent: string, olderThan: number): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(filePrefix))) {
    const folder = join(parent, name);
    const made = (await stat(folder).catch(() => undefined))?.mtimeMs;
    if (made !== undefined && made < olderThan) await rm(folder, { recursive: true, force: true });
  }
}
