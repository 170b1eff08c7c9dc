import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first executable of one of these names on the PATH, or in `more` folders. */
export function findOnPath(names: string[], more: string[] = []): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...more];
  for (const name of names) {
    for (const folder of folders) {
      const file = join(folder, name);
      if (folder && isExecutable(file)) return file;
    }
  }
  return undefined;
}

/** Whether the file is there and can be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
