import type { AdminHandler } from '../admin/request.ts';
import type { Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { list, object } from '../json.ts';
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
      handle: ({ params, body }) => ok(shownApplication(applications.put(`${params['id']}`, body))),
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
        directoryGroups.put(`${params['id']}`, list(object(body)['members']).map(String));
        return { status: 204 };
      },
    },
    { method: 'GET', pattern: '/sandbox/issuers', handle: () => ok({ issuers: issuers.all() }) },
    {
      method: 'PUT',
      pattern: '/sandbox/issuers',
      handle: ({ body }) => {
        issuers.put(object(body));
        return { status: 204 };
      },
    },
  ];
}
