import type { SandboxClock } from '../clock.ts';
import { type JsonObject, object } from '../json.ts';
import { armError } from './errors.ts';
import { findNamespace, NAMESPACES, type ResourceType } from './gateway/resource-types.ts';
import { REGION_DISPLAY_NAMES } from './regions.ts';

/** Registering a provider takes minutes at Azure. */
const REGISTERING_MS = 60_000;

export type Providers = ReturnType<typeof createProviders>;

/** Resource provider registrations by subscription; everything is registered until a test says otherwise. */
export function createProviders(clock: SandboxClock, changed: () => void) {
  /** `NotRegistered`, or the wall-clock time at which it is registered. */
  const states = new Map<string, 'NotRegistered' | number>();
  const key = (subscriptionId: string, namespace: string) => `${subscriptionId}/${namespace}`.toLowerCase();
  const need = (name: string) => {
    const namespace = findNamespace(name);
    if (namespace !== undefined) return namespace;
    throw armError(404, 'InvalidResourceNamespace', `The resource namespace '${name}' is invalid.`);
  };

  function stateOf(subscriptionId: string, namespace: string): string {
    const state = states.get(key(subscriptionId, namespace)) ?? 0;
    if (state === 'NotRegistered') return state;
    return clock.now() >= state ? 'Registered' : 'Registering';
  }

  function body(subscriptionId: string, namespace: string): JsonObject {
    const { name, registration, types } = need(namespace);
    return {
      id: `/subscriptions/${subscriptionId}/providers/${name}`,
      namespace: name,
      resourceTypes: Object.entries(types).map(([resourceType, type]) => typeBody(resourceType, type)),
      registrationState: stateOf(subscriptionId, name),
      registrationPolicy: registration,
    };
  }

  return {
    body,
    bodies: (subscriptionId: string) => Object.keys(NAMESPACES).map((name) => body(subscriptionId, name)),
    register(subscriptionId: string, namespace: string): JsonObject {
      if (stateOf(subscriptionId, namespace) === 'NotRegistered') {
        states.set(key(subscriptionId, namespace), clock.now() + clock.scaled(REGISTERING_MS));
        changed();
      }
      return body(subscriptionId, namespace);
    },
    /** For tests: as if nobody had ever registered it. */
    unregister(subscriptionId: string, namespace: string): void {
      states.set(key(subscriptionId, namespace), 'NotRegistered');
      changed();
    },
    /** Refuses a write to a provider that is not registered (quoted error body). */
    needRegistered(subscriptionId: string, sent: string): void {
      const { name: namespace, registration } = need(sent);
      if (registration === 'RegistrationFree' || stateOf(subscriptionId, namespace) === 'Registered') return;
      const code = 'MissingSubscriptionRegistration';
      const message = `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`;
      throw armError(409, code, message, { details: [{ code, target: namespace, message }] });
    },
    snapshot: () => Object.fromEntries(states),
    restore(snapshot: unknown): void {
      for (const [name, state] of Object.entries(object(snapshot))) {
        states.set(name, typeof state === 'number' ? state : 'NotRegistered');
      }
    },
  };
}

/** Newest api-version first, as Azure shows them. */
function typeBody(resourceType: string, { regional, apiVersions }: ResourceType): JsonObject {
  return {
    resourceType,
    locations: regional ? REGION_DISPLAY_NAMES : [],
    apiVersions: apiVersions.toReversed(),
    capabilities: regional
      ? 'CrossResourceGroupResourceMove, CrossSubscriptionResourceMove, SupportsTags, SupportsLocation'
      : 'None',
  };
}
