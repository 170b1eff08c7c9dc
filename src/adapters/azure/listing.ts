import { listOf, recordOf, textOf } from '../../model/json.ts';
import { ProblemError, problem } from '../../model/problem.ts';
import type { ArmScope } from '../../ports.ts';
import { isAbsent } from './absent.ts';
import { type ArmClients, toldBy } from './client.ts';

/** A listing of more pages does not end. */
export const mostPages = 100;

/**
 * Every item of a listing, page by page.
 * @param what names it in a problem: `Listing locks`
 * @throws ProblemError if the pages do not end: what is not whole must not be taken to be
 * @returns `undefined` if ARM says that there is no such thing
 */
export async function everyItem(
  clients: ArmClients,
  scope: ArmScope,
  what: string,
  firstUrl: string,
): Promise<Record<string, unknown>[] | undefined> {
  const items: Record<string, unknown>[] = [];
  let url = firstUrl;
  for (let page = 0; url; page++) {
    if (page === mostPages) throw new ProblemError(problem('azure-unavailable', `${what}: the pages do not end.`));
    const answer = await clients.request(scope, what, { method: 'GET', url });
    if (isAbsent(answer)) return undefined;
    const body = recordOf(toldBy(answer).body);
    items.push(...listOf(body['value']).map(recordOf));
    url = textOf(body['nextLink']);
  }
  return items;
}
