import { armError } from '../errors.ts';
import { REGION_NAMES } from '../regions.ts';
import { MANAGER } from './api-versions.ts';
import type { ResourcePath } from './resource-path.ts';
import { findNamespace, type Namespace, type ResourceType } from './resource-types.ts';

const API_VERSION = /^\d{4}-\d{2}-\d{2}(-preview|-privatepreview|-alpha|-beta)?$/;

/** The api-version that a request names, or Resource Manager's refusal. */
export function apiVersionOf(url: URL): string {
  const entry = [...url.searchParams].find(([name]) => name.toLowerCase() === 'api-version');
  if (entry === undefined || entry[1] === '') {
    throw armError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  if (!API_VERSION.test(entry[1])) throw invalidVersion(entry[1], MANAGER);
  return entry[1].toLowerCase();
}

/**
 * Refuses namespaces and types that are not there, and api-versions that the type does not have.
 * @param location where the resource lies or is to lie, if anybody knows
 */
export function checkType(path: ResourcePath | undefined, apiVersion: string, location: string): void {
  if (path === undefined) {
    if (!MANAGER.includes(apiVersion)) throw invalidVersion(apiVersion, MANAGER);
    return;
  }
  const namespace = findNamespace(path.namespace);
  if (namespace === undefined) {
    throw armError(404, 'InvalidResourceNamespace', `The resource namespace '${path.namespace}' is invalid.`);
  }
  const found = typeOf(namespace, path.types);
  if (found === undefined) {
    throw armError(
      404,
      'InvalidResourceType',
      `The resource type could not be found in the namespace '${namespace.name}' for api version '${apiVersion}'.`,
    );
  }
  const [name, type] = found;
  if (type.apiVersions.includes(apiVersion)) return;
  if (type.regional) {
    throw armError(
      400,
      'NoRegisteredProviderFound',
      `No registered resource provider found for location '${location}' and API version '${apiVersion}' for type '${name}'. The supported api-versions are '${type.apiVersions.join(', ')}'. The supported locations are '${REGION_NAMES.join(', ')}'.`,
    );
  }
  throw armError(
    404,
    'InvalidResourceType',
    `The resource type '${name}' could not be found in the namespace '${namespace.name}' for api version '${apiVersion}'. The supported api-versions are '${type.apiVersions.join(',')}'.`,
  );
}

/** The type that a path names; what follows the longest known one is an action, or a part of it. */
export function typeOf({ types }: Namespace, segments: string[]): [string, ResourceType] | undefined {
  for (let end = segments.length; end > 0; end -= 1) {
    const wanted = segments.slice(0, end).join('/').toLowerCase();
    const found = Object.entries(types).find(([name]) => name.toLowerCase() === wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

function invalidVersion(apiVersion: string, supported: string[]) {
  return armError(
    400,
    'InvalidApiVersionParameter',
    `The api-version '${apiVersion}' is invalid. The supported versions are '${supported.toReversed().join(',')}'.`,
  );
}
