import { type Declaration, type DeclaredEndpoint, declaredId } from '../model/declaration.ts';
import type { EndpointRecord } from '../model/endpoint.ts';
import type { ApiKeyRecord } from '../model/principal.ts';
import type {
  Clock,
  DeclaredKeys,
  DeclaredRow,
  InstallationStore,
  KeyStore,
  Log,
  WebhookSender,
  WebhookStore,
} from '../ports.ts';
import { maxEndpoints } from './create-endpoint.ts';

export interface ApplyDeclarationDeps {
  keys: Pick<KeyStore, 'declare'>;
  webhooks: Pick<WebhookStore, 'endpoint' | 'createEndpoint' | 'updateEndpoint' | 'deleteEndpoint'>;
  installation: InstallationStore;
  sender: Pick<WebhookSender, 'refusal'>;
  clock: Pick<Clock, 'now'>;
  log: Log;
}

/** What an application changed, by id; `refused` may succeed later, when a name resolves say. */
export interface Applied {
  keys: DeclaredKeys;
  endpoints: { written: string[]; removed: string[]; refused: string[] };
}

/** How often an endpoint is written anew because another process wrote it meanwhile. */
const tries = 5;

/**
 * Puts what is declared into the store, and takes out what was declared and is so no longer. Doing it again, or in several
 * processes at once, changes nothing. What was made through the API is never touched.
 */
export function applyDeclaration(deps: ApplyDeclarationDeps): (declaration: Declaration) => Promise<Applied> {
  const { keys, webhooks, installation, sender, clock, log } = deps;

  async function writeEndpoint(said: DeclaredEndpoint, at: string): Promise<'written' | 'same' | 'refused'> {
    const wanted = recordOf(said, at);
    const { id } = wanted.endpoint;
    for (let count = 0; count < tries; count += 1) {
      const found = await webhooks.endpoint(said.tenant, id);
      if (found && isSame(found.record, wanted)) return 'same';
      const reason = await sender.refusal(said.url);
      if (reason !== undefined) return refuse(said, reason);
      if (found) {
        const { createdAt } = found.record.endpoint;
        if (await webhooks.updateEndpoint({ ...wanted, endpoint: { ...wanted.endpoint, createdAt } }, found.version)) {
          return 'written';
        }
        continue;
      }
      const made = await webhooks.createEndpoint(wanted, maxEndpoints);
      if (made === 'created') return 'written';
      if (made === 'limit-reached') return refuse(said, `a tenant may have ${maxEndpoints} webhook endpoints`);
    }
    return refuse(said, 'it keeps changing');
  }

  function refuse({ tenant, name }: DeclaredEndpoint, reason: string): 'refused' {
    log.error({ tenant, endpoint: name, reason }, 'a declared webhook endpoint is refused');
    return 'refused';
  }

  return async (declaration) => {
    const at = new Date(clock.now()).toISOString();
    const declaredKeys = await keys.declare(
      declaration.keys.map((key) => {
        const { hash, ...said } = key;
        const record: ApiKeyRecord = { schema: 1, id: declaredId('key', key), ...said, createdAt: at, declared: true };
        return { record, hash };
      }),
    );

    const before = (await installation.read()).endpoints;
    const wanted = declaration.endpoints.map((said) => ({ said, tenant: said.tenant, id: declaredId('whe', said) }));
    const now = wanted.map(({ tenant, id }) => ({ tenant, id }));
    // Both, until all is done: a process that dies here leaves nothing that nobody knows to be declared.
    await installation.note(union(before, now));
    const endpoints: Applied['endpoints'] = { written: [], removed: [], refused: [] };
    for (const { said, id } of wanted) {
      const outcome = await writeEndpoint(said, at);
      if (outcome !== 'same') endpoints[outcome].push(id);
    }
    for (const { tenant, id } of before.filter((row) => !now.some((each) => each.id === row.id))) {
      if (await webhooks.deleteEndpoint(tenant, id)) endpoints.removed.push(id);
    }
    await installation.note(now);
    return { keys: declaredKeys, endpoints };
  };
}

function union(before: DeclaredRow[], now: DeclaredRow[]): DeclaredRow[] {
  return [...before.filter((row) => !now.some((each) => each.id === row.id)), ...now];
}

function recordOf(said: DeclaredEndpoint, at: string): EndpointRecord {
  const { tenant, secret } = said;
  return {
    schema: 1,
    tenant,
    endpoint: {
      id: declaredId('whe', said),
      url: said.url,
      events: [...new Set(said.events)],
      ...(said.description === undefined ? {} : { description: said.description }),
      status: 'enabled',
      secretHint: secret.slice(-4),
      declared: true,
      createdAt: at,
      updatedAt: at,
    },
    secret,
  };
}

/** Whether what is declared is there already; whether it is enabled is not declared. */
function isSame(found: EndpointRecord, wanted: EndpointRecord): boolean {
  const { url, events, description } = wanted.endpoint;
  return (
    found.secret === wanted.secret &&
    found.endpoint.url === url &&
    found.endpoint.description === description &&
    JSON.stringify(found.endpoint.events) === JSON.stringify(events)
  );
}
