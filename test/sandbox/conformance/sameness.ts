import type { Difference } from './diff.ts';

/** What names something or somebody: it is another one each time, and the same wherever the same is meant. */
const NAMES = [
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
  /(?<=-)[0-9a-z]{8}(?=\.(?:portal\.)?hcp\.)/g,
  /^[0-9a-f]{24}$/g,
  /^\d{4}-\d\d-\d\dT[\d:]{8}(?:\.\d+)?Z$/g,
];
/** What recorders write over ids and times of all kinds. */
const MASKS = /^00000000-0000-0000-0000-|^2001-02-03T/;

/**
 * Holds what Azure said twice against what the sandbox said twice, through a whole scenario: an id that comes back in a
 * later answer is the same there, and two that differ at Azure differ in the sandbox.
 */
export function createSameness() {
  const here = new Map<string, string>();
  const there = new Map<string, string>();

  function differs(azure: string, sandbox: string): boolean {
    if (MASKS.test(azure)) return false;
    const [known, meant] = [here.get(azure) ?? sandbox, there.get(sandbox) ?? azure];
    here.set(azure, known);
    there.set(sandbox, meant);
    return known !== sandbox || meant !== azure;
  }

  return (place: string, azure: string, sandbox: string): Difference[] => {
    const pairs = NAMES.flatMap((name) => zip(azure.match(name) ?? [], sandbox.match(name) ?? []));
    return pairs
      .filter(([one, other]) => differs(one, other))
      .map(() => ({ place, kind: 'not the same as elsewhere', azure, sandbox }));
  };
}

function zip(some: string[], others: string[]): [string, string][] {
  return some.flatMap((one, index) => (others[index] === undefined ? [] : [[one, others[index]] as [string, string]]));
}
