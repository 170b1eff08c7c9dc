import type { FieldError } from '../../model/problem.ts';
import type { Draft } from './draft.ts';
import { fault } from './fault.ts';

/** Somebody can log in to the cluster, and only with a public key to its nodes. */
export function loginRules({ disableLocalAccounts, aadProfile, sshPublicKey, adminUsername }: Draft): FieldError[] {
  const errors: FieldError[] = [];
  if (disableLocalAccounts && !aadProfile) {
    const detail =
      'Without local accounts and without aadProfile nobody could log in. Give an aadProfile, `{}` at least.';
    errors.push(fault('/disableLocalAccounts', 'needs-aad-profile', detail));
  }
  if (adminUsername !== undefined && sshPublicKey === undefined) {
    errors.push(fault('/adminUsername', 'needs-key', 'A user without sshPublicKey could not log in; leave it out.'));
  }
  const wrong = sshPublicKey === undefined ? undefined : keyFault(sshPublicKey);
  return wrong ? [...errors, fault('/sshPublicKey', 'invalid-key', wrong)] : errors;
}

/** Says what is wrong with the line that should be a public key; the line itself is never repeated. */
function keyFault(text: string): string | undefined {
  if (text.includes('PRIVATE KEY')) return 'This is a private key. Give the public one; and take this one out of use.';
  const [, type = '', data = ''] = /^(ssh-rsa|ssh-ed25519) ([A-Za-z0-9+/]+={0,2})( [^\n\r]*)?$/.exec(text.trim()) ?? [];
  const bytes = Buffer.from(data, 'base64');
  // The blob begins with the name of its type, behind its length in four bytes.
  const isKey = data !== '' && bytes.length > 4 && bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString() === type;
  return isKey ? undefined : 'sshPublicKey must be one line, `ssh-rsa AAAA…` or `ssh-ed25519 AAAA…`.';
}
