import type { Draft } from '../../../../src/provisioning/rules/draft.ts';
import { identity, judge, net, pool } from './judge.ts';

const zone = `${net}/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`;
const goodKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGUfeSvbhyy/3xY1lnXfbyhLUSDoVuiPnFP7bXbCVm7J';
const window = { dayOfWeek: 'Sunday', startTime: '02:00' } as const;
/** Fields that no order has, as a caller may send them. */
const unknown = (fields: object) => fields as Draft;

judge('access and upkeep, and refused fields', [
  [
    'a private cluster with authorized ranges',
    { apiServerAccess: { private: true, authorizedIpRanges: ['20.1.2.3/32'] } },
    ['exclusive /apiServerAccess/authorizedIpRanges'],
  ],
  [
    'authorized ranges that are none',
    {
      apiServerAccess: {
        authorizedIpRanges: ['20.1.2.3', '10.0.0.0/16', '20.1.2.3/24', '0.0.0.0/0', '0.0.0.0/32', '20.1.2.0/24'],
      },
    },
    [
      'invalid-cidr /apiServerAccess/authorizedIpRanges/0',
      'not-public /apiServerAccess/authorizedIpRanges/1',
      'invalid-cidr /apiServerAccess/authorizedIpRanges/2',
      'not-public /apiServerAccess/authorizedIpRanges/3',
    ],
  ],
  [
    'a private zone of a public cluster',
    { apiServerAccess: { privateDnsZone: 'system' } },
    ['needs-private /apiServerAccess/privateDnsZone'],
  ],
  [
    'a zone of one’s own without an identity of one’s own',
    { location: 'westeurope', apiServerAccess: { private: true, privateDnsZone: zone } },
    ['user-assigned-required /identity'],
  ],
  [
    'a zone of one’s own for another region',
    { location: 'eastus', identity, apiServerAccess: { private: true, privateDnsZone: zone } },
    ['wrong-zone /apiServerAccess/privateDnsZone'],
  ],
  [
    'a good private cluster',
    { location: 'westeurope', identity, apiServerAccess: { private: true, privateDnsZone: zone } },
    [],
  ],
  ['no local accounts and no Entra', { disableLocalAccounts: true }, ['needs-aad-profile /disableLocalAccounts']],
  ['no local accounts, with Entra', { disableLocalAccounts: true, aadProfile: {} }, []],
  ['a user without a key', { adminUsername: 'me' }, ['needs-key /adminUsername']],
  ['a key', { sshPublicKey: goodKey, adminUsername: 'me' }, []],
  ['a private key', { sshPublicKey: '-----BEGIN OPENSSH PRIVATE KEY-----' }, ['invalid-key /sshPublicKey']],
  [
    'a key whose type is another',
    { sshPublicKey: goodKey.replace('ssh-ed25519', 'ssh-rsa') },
    ['invalid-key /sshPublicKey'],
  ],
  ['two keys', { sshPublicKey: `${goodKey}\n${goodKey}` }, ['invalid-key /sshPublicKey']],
  [
    'channels that contradict each other',
    { autoUpgrade: 'node-image', nodeOsUpgrade: 'SecurityPatch' },
    ['channel-mismatch /nodeOsUpgrade'],
  ],
  ['a window for nothing', { nodeOsUpgrade: 'None', maintenanceWindow: window }, ['needs-channel /maintenanceWindow']],
  ['a window for node images, which are the default', { maintenanceWindow: window }, []],
  ['kube-proxy', unknown({ kubeProxy: false }), ['not-supported /kubeProxy']],
  ['kube-proxy beside the ranges', unknown({ network: { kubeProxy: {} } }), ['not-supported /network/kubeProxy']],
  [
    'the plug-in, its policy and a second family',
    unknown({ networkPlugin: 'none', network: { networkPolicy: 'calico', ipFamilies: [] } }),
    ['not-supported /networkPlugin', 'not-supported /network/networkPolicy', 'not-supported /network/ipFamilies'],
  ],
  [
    'Windows, and a subnet for pods',
    unknown({ nodePools: [{ ...pool, osType: 'Windows', podSubnetId: 'x' }] }),
    ['not-supported /nodePools/0/osType', 'not-supported /nodePools/0/podSubnetId'],
  ],
]);
