import { overlaps, parseCidr } from '../../model/cidr.ts';
import type { FieldError } from '../../model/problem.ts';
import type { Draft } from './draft.ts';
import { fault } from './fault.ts';

/** What is no source of a request that comes over the internet. */
const notPublic = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
];
/** AKS's word for "nobody but the cluster's own way out". */
const onlyItself = '0.0.0.0/32';

/** Private, or public with authorized ranges; and a private DNS zone only where there is a private endpoint. */
export function apiServerRules({ apiServerAccess = {}, identity, location }: Draft): FieldError[] {
  const { private: isPrivate, privateDnsZone, authorizedIpRanges = [] } = apiServerAccess;
  const at = '/apiServerAccess';
  const errors = authorizedIpRanges.flatMap((range, place) => rangeFaults(`${at}/authorizedIpRanges/${place}`, range));
  if (isPrivate && authorizedIpRanges.length > 0) {
    const detail = 'Authorized ranges are for a public API server; a private one is reached only from its network.';
    errors.push(fault(`${at}/authorizedIpRanges`, 'exclusive', detail));
  }
  if (privateDnsZone === undefined) return errors;
  if (!isPrivate) {
    errors.push(fault(`${at}/privateDnsZone`, 'needs-private', 'Only a private cluster has a private DNS zone.'));
  }
  return privateDnsZone.startsWith('/')
    ? [...errors, ...zoneFaults(`${at}/privateDnsZone`, privateDnsZone, identity, location)]
    : errors;
}

/** A zone of one's own bears the name that AKS asks for, and AKS can be given rights on it beforehand. */
function zoneFaults(pointer: string, zone: string, identity: Draft['identity'], location = ''): FieldError[] {
  const errors: FieldError[] = [];
  const name = zone.split('/').at(-1)?.toLowerCase() ?? '';
  const wanted = `privatelink.${location.toLowerCase()}.azmk8s.io`;
  if (location && name !== wanted && !name.endsWith(`.${wanted}`)) {
    errors.push(fault(pointer, 'wrong-zone', `The zone must be called ${wanted}, or something below it.`));
  }
  if (identity === undefined || identity.type === 'SystemAssigned') {
    const detail = 'A DNS zone of your own requires an identity of type UserAssigned, with rights on the zone.';
    errors.push(fault('/identity', 'user-assigned-required', detail));
  }
  return errors;
}

function rangeFaults(pointer: string, text: string): FieldError[] {
  if (text === onlyItself) return [];
  const range = parseCidr(text);
  if (typeof range === 'string') return [fault(pointer, 'invalid-cidr', `${range}; one address is written with /32.`)];
  const inside = notPublic.find((each) => {
    const other = parseCidr(each);
    return typeof other !== 'string' && overlaps(range, other);
  });
  if (!inside) return [];
  return [fault(pointer, 'not-public', `${text} overlaps ${inside}, from which nothing comes over the internet.`)];
}
