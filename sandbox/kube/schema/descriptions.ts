import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What the documentation says of a type and its fields. */
export interface Description {
  /** Where Kubernetes keeps the type, `core/v1`, and what it calls it there. */
  home: string;
  name: string;
  text: string | undefined;
  fields: Map<string, string>;
}

// Of types with one name, the one that comes first is meant.
const homes = ['meta/v1', 'core/v1', 'apps/v1', 'batch/v1', 'autoscaling/v2', 'networking/v1'];

/** The words of a comment, without its stars. */
function wordsOf(comment: string | undefined): string | undefined {
  return comment
    ?.split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .trim();
}

function read(): Map<string, Description> {
  const folder = fileURLToPath(new URL('.', import.meta.resolve('kubernetes-types/package.json')));
  const files = globSync('*/v[0-9].d.ts', { cwd: folder }).map((file) => file.replace('.d.ts', ''));
  const rank = (home: string) => (homes.includes(home) ? homes.indexOf(home) : homes.length);
  const types = new Map<string, Description>();
  for (const home of files.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
    const text = readFileSync(`${folder}${home}.d.ts`, 'utf8');
    const form =
      /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?export (?:interface|type|declare type) (\w+)([\s\S]*?)(?=\n(?:\/\*\*|export)|$)/g;
    for (const [, comment, name = '', body = ''] of text.matchAll(form)) {
      const fields = new Map<string, string>();
      for (const [, words, field = ''] of body.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*["']?([\w$-]+)["']?\??:/g)) {
        fields.set(field, wordsOf(words) ?? '');
      }
      const described = { home, name, text: wordsOf(comment), fields };
      // Also under the names that tell such types apart: `CoreEndpointPort`, `HorizontalPodAutoscalerV1`.
      const [group = '', version = ''] = home.split('/');
      for (const known of [
        name,
        `${group[0]?.toUpperCase()}${group.slice(1)}${name}`,
        `${name}${version.toUpperCase()}`,
      ]) {
        if (!types.has(known)) types.set(known, described);
      }
    }
  }
  return types;
}

let types: Map<string, Description> | undefined;

/** What Kubernetes' documentation says of a type, by its name; read once, when first asked for. */
export function descriptionOf(type: string): Description | undefined {
  types ??= read();
  return types.get(type);
}
