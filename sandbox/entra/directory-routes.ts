import { applicationOf, groupOf, issuerOf } from '../admin/bodies.ts';
import type { AdminHandler } from '../admin/request.ts';
import { isGuid } from '../guid.ts';
import type { Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { type Applications, shownApplication } from './applications.ts';
import type { DirectoryGroups } from './groups.ts';
import type { Issuers } from './issuers.ts';

export interface DirectoryParts {
  applications: Applications;
  directoryGroups: DirectoryGroups;
  issuers: Issuers;
}

/** The sandbox's own way to what Azure keeps in Graph: applications, groups, and the keys of foreign issuers. */
export function directoryRoutes(parts: DirectoryParts): Route<AdminHandler>[] {
  const { applications, directoryGroups, issuers } = parts;
  const ok = (body: unknown): Reply => ({ status: 200, body });
  return [
    {
      method: 'GET',
      pattern: '/sandbox/applications',
      handle: () => ok({ applications: applications.all().map(shownApplication) }),
    },
    {
      method: 'PUT',
      pattern: '/sandbox/applications/:id',
      handle: ({ params, body }) => ok(shownApplication(applications.put(idIn(params), applicationOf(body)))),
    },
    {
      method: 'DELETE',
      pattern: '/sandbox/applications/:id',
      handle: ({ params }) => ({ status: applications.remove(`${params['id']}`) ? 204 : 404 }),
    },
    {
      method: 'PUT',
      pattern: '/sandbox/groups/:id',
      handle: ({ params, body }) => {
        directoryGroups.put(idIn(params), groupOf(body).members);
        return { status: 204 };
      },
    },
    { method: 'GET', pattern: '/sandbox/issuers', handle: () => ok({ issuers: issuers.all() }) },
    {
      method: 'PUT',
      pattern: '/sandbox/issuers',
      handle: ({ body }) => {
        const { issuer, jwks } = issuerOf(body);
        issuers.put(issuer, jwks);
        return { status: 204 };
      },
    },
  ];
}

/** The directory has GUIDs for ids, and nothing else. */
function idIn({ id = '' }: Record<string, string>): string {
  if (!isGuid(id)) throw new SyntaxError(`${id} is no GUID`);
  return id;
}
