import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A private folder of one run, with its secrets. */
export interface Workspace {
  folder: string;
  /** Where each of the files that it was given lies. */
  file(name: WorkspaceFile): string;
  has(name: WorkspaceFile): boolean;
}

const fileNames = {
  kubeconfig: 'kubeconfig',
  values: 'values.yaml',
  /** Certificate authorities, if there are any to be told of. */
  ca: 'ca.pem',
  /** Credentials of registries. */
  registries: 'registries.json',
} as const;
export type WorkspaceFile = keyof typeof fileNames;
export type WorkspaceContent = { [name in WorkspaceFile]?: string | undefined };

const filePrefix = 'run-';

/** Runs `work` in a private folder that is gone afterwards, whatever happens. */
export async function inWorkspace<T>(
  parent: string,
  content: WorkspaceContent,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(parent, filePrefix));
  const workspace: Workspace = {
    folder,
    file: (name) => join(folder, fileNames[name]),
    has: (name) => content[name] !== undefined,
  };
  try {
    for (const name of Object.keys(fileNames) as WorkspaceFile[]) {
      const text = content[name];
      if (text !== undefined) await writeFile(workspace.file(name), text, { mode: 0o600 });
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
