import { isObject, text } from '../../json.ts';
import { normalLocation } from '../clusters/body.ts';
import { armError } from '../errors.ts';
import { REGION_NAMES } from '../regions.ts';
import { typeOf } from './check-type.ts';
import type { ResourcePath } from './resource-path.ts';
import { findNamespace } from './resource-types.ts';

/** Whole names that no resource may have, and words that none may contain or begin with (Azure documentation). */
const RESERVED = new Set(
  `access azure bing bizspark biztalk cortana directx dotnet dynamics excel exchange forefront groove hololens hyperv kinect
  lync msdn o365 office office365 onedrive onenote outlook powerpoint sharepoint skype visio visualstudio`.split(/\s+/),
);
const RESERVED_PARTS = /microsoft|windows|^login|xbox/i;
const NETWORK_NAME = /^\w[-\w.]{0,78}\w?$|^\w$/;

/** What Resource Manager checks of a PUT before the provider hears of it: the name, and that the region exists. */
export function checkResource(path: ResourcePath, body: unknown): void {
  const namespace = findNamespace(path.namespace);
  const found = namespace && typeOf(namespace, path.types);
  if (namespace === undefined || found === undefined || path.types.length !== path.names.length) return;
  const [type, { regional }] = found;
  const name = decodeURIComponent(path.names.at(-1) ?? '');
  if (namespace.registration === 'RegistrationRequired' && path.types.length === 1) checkReserved(name);
  if (namespace.name === 'Microsoft.Network' && (!NETWORK_NAME.test(name) || /[-.]$/.test(name))) {
    throw armError(
      400,
      'InvalidResourceName',
      `Resource name ${name} is invalid. The name can be up to 80 characters long. It must begin with a word character, and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'.`,
    );
  }
  const location = isObject(body) ? text(body['location']) : undefined;
  if (!regional || location === undefined || REGION_NAMES.includes(normalLocation(location))) return;
  throw armError(
    400,
    'LocationNotAvailableForResourceType',
    `The provided location '${location}' is not available for resource type '${namespace.name}/${type}'. List of available regions for the resource type is '${REGION_NAMES.join(',')}'.`,
  );
}

function checkReserved(name: string): void {
  if (!RESERVED.has(name.toLowerCase()) && !RESERVED_PARTS.test(name)) return;
  throw armError(
    400,
    'ReservedResourceName',
    `The resource name '${name}' or a part of the name is a trademarked or reserved word.`,
  );
}
