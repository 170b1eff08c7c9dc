import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type AddressPolicyOptions,
  createAddressPolicy,
  type Resolve,
} from '../../../src/adapters/webhook/address-policy.ts';

const publicAddress = '93.184.215.14';
const names: Record<string, string[]> = {
  'hooks.example.com': [publicAddress, '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'mixed.example.com': [publicAddress, '10.0.0.5'],
  'mixed6.example.com': [publicAddress, '::ffff:10.0.0.5'],
  'jira.corp.example': ['10.1.2.3'],
  'sneaky.corp.example': ['127.0.0.1'],
  'metadata.corp.example': ['169.254.169.254'],
  'nowhere.example.com': [],
};
const resolve: Resolve = async (host) => {
  const found = names[host];
  if (!found) throw new Error(`getaddrinfo ENOTFOUND ${host}`);
  return found;
};

async function verdict(url: string, options: Partial<AddressPolicyOptions> = {}): Promise<string> {
  const policy = createAddressPolicy({ allow: [], allowHttp: false, development: false, resolve, ...options });
  return (await policy.check(url)).type;
}
async function allow(urls: string[], options: Partial<AddressPolicyOptions> = {}): Promise<void> {
  for (const url of urls) assert.equal(await verdict(url, options), 'allowed', url);
}
async function refuse(urls: string[], options: Partial<AddressPolicyOptions> = {}): Promise<void> {
  for (const url of urls) assert.equal(await verdict(url, options), 'refused', url);
}

describe('the address policy', () => {
  it('allows https to public addresses on the usual ports', async () => {
    await allow([
      'https://hooks.example.com/a?b=c@d',
      'https://hooks.example.com:8443/',
      'HTTPS://HOOKS.EXAMPLE.COM./',
      `https://${publicAddress}/`,
      'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
    ]);
  });

  it('refuses what is no plain https URL', async () => {
    await refuse([
      'http://hooks.example.com/',
      'file:///etc/passwd',
      'ftp://hooks.example.com/',
      'javascript:alert(1)',
      'hooks.example.com',
      '',
      'https://',
      'https://user:pass@hooks.example.com/',
      'https://user@hooks.example.com/',
      'https://@hooks.example.com/',
      'https://hooks.example.com/#part',
      'https://hooks.example.com/#',
      'https://hooks.example.com/\r\nhost: y',
      'https://hooks.exa\tmple.com/',
      ' https://hooks.example.com/',
      'https://{tenant}.example.com/',
      `https://hooks.example.com/${'a'.repeat(2048)}`,
    ]);
  });

  it('refuses other ports', async () => {
    await refuse(['https://hooks.example.com:6379/', 'https://hooks.example.com:22/', 'https://hooks.example.com:80/']);
  });

  it('refuses loopback, private and special addresses however they are written', async () => {
    const hosts = [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '①②⑦.0.0.1',
      '0',
      '0.1.2.3',
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '100.64.0.1',
      '100.100.100.200',
      '169.254.169.254',
      '168.63.129.16',
      '192.0.0.1',
      '192.0.2.1',
      '198.18.0.1',
      '224.0.0.1',
      '240.0.0.1',
      '255.255.255.255',
      '[::]',
      '[::1]',
      '[::7f00:1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:10.0.0.1]',
      '[::ffff:a83f:8110]',
      '[64:ff9b::7f00:1]',
      '[64:ff9b:1::7f00:1]',
      '[2002:7f00:1::]',
      '[2001::1]',
      '[fe80::1]',
      '[fec0::1]',
      '[fc00::1]',
      '[fd00:ec2::254]',
      '[ff02::1]',
    ];
    await refuse(hosts.map((host) => `https://${host}/`));
  });

  it('refuses inner names without asking anybody', async () => {
    const asked: string[] = [];
    const hosts = [
      'localhost',
      'localhost.',
      'a.localhost',
      'redis',
      'printer.local',
      'metadata.google.internal',
      'slipway.default.svc',
      'slipway.default.svc.cluster.local',
      'SLIPWAY.DEFAULT.SVC.CLUSTER.LOCAL.',
    ];
    const watch: Resolve = async (host) => {
      asked.push(host);
      return [publicAddress];
    };
    await refuse(
      hosts.map((host) => `https://${host}/`),
      { resolve: watch },
    );
    assert.deepEqual(asked, []);
  });

  it('refuses a name if one of its addresses is not allowed', async () => {
    await refuse([
      'https://mixed.example.com/',
      'https://mixed6.example.com/',
      'https://jira.corp.example/',
      'https://sneaky.corp.example/',
    ]);
  });

  it('says apart that a name has no address now', async () => {
    assert.equal(await verdict('https://unknown.example.com/'), 'unresolved');
    assert.equal(await verdict('https://nowhere.example.com/'), 'unresolved');
  });

  it('opens private addresses by range or by exact host', async () => {
    await allow(['https://jira.corp.example/', 'https://10.1.2.3/', 'https://mixed.example.com/'], {
      allow: ['10.0.0.0/8'],
    });
    await allow(['https://jira.corp.example/', 'https://JIRA.corp.example./'], { allow: ['Jira.Corp.Example'] });
    await refuse(['https://10.1.2.3/'], { allow: ['jira.corp.example'] });
    await refuse(['https://x.jira.corp.example/'], {
      allow: ['jira.corp.example'],
      resolve: async () => ['10.1.2.3'],
    });
    await allow(['https://redis/'], { allow: ['redis'], resolve: async () => ['10.1.2.3'] });
    await allow(['https://[fd12::1]/'], { allow: ['fd12::/16'] });
  });

  it('opens a further port of a host that is listed with it', async () => {
    const allowed = { allow: ['jira.corp.example:8080'] };
    await allow(['https://jira.corp.example:8080/', 'https://jira.corp.example/'], allowed);
    await refuse(['https://jira.corp.example:8081/', 'https://hooks.example.com:8080/'], allowed);
  });

  it('allows plain http for what is listed, if the operator says so', async () => {
    const listed = { allow: ['jira.corp.example', '10.1.0.0/16'] };
    await refuse(['http://jira.corp.example/', 'http://10.1.2.3/'], listed);
    await allow(['http://jira.corp.example/', 'http://10.1.2.3/'], { ...listed, allowHttp: true });
    await allow(['http://jira.corp.example/'], { allow: ['10.1.0.0/16'], allowHttp: true });
    await refuse(['http://hooks.example.com/', `http://${publicAddress}/`], { ...listed, allowHttp: true });
  });

  it('never opens loopback, link-local or platform addresses, whatever the list says', async () => {
    const everything = ['0.0.0.0/0', '::/0', 'sneaky.corp.example', 'metadata.corp.example', 'localhost'];
    await refuse(
      [
        'https://127.0.0.1/',
        'https://sneaky.corp.example/',
        'https://metadata.corp.example/',
        'https://169.254.169.254/',
        'https://168.63.129.16/',
        'https://100.100.100.200/',
        'https://[fd00:ec2::254]/',
        'https://[64:ff9b::7f00:1]/',
        'https://[::1]/',
        'https://0.0.0.0/',
        'https://224.0.0.1/',
      ],
      { allow: everything },
    );
  });

  it("shuts the operator's own ranges even inside what is opened", async () => {
    const options = { allow: ['10.0.0.0/8'], deny: ['10.244.0.0/16', `${publicAddress}/32`] };
    await allow(['https://10.1.2.3/'], options);
    await refuse(['https://10.244.0.1/', 'https://hooks.example.com/'], options);
  });

  it('lets loopback, plain http and any port through in development, and nothing else', async () => {
    const development = { development: true };
    await allow(['http://127.0.0.1:3000/', 'http://[::1]:3000/', 'https://hooks.example.com:9000/'], development);
    await allow(['http://localhost:3000/'], { ...development, resolve: async () => ['127.0.0.1', '::1'] });
    await refuse(
      ['http://10.0.0.1/', 'http://169.254.169.254/', 'http://168.63.129.16/', 'http://redis/'],
      development,
    );
  });

  it('never allows an address that the second wall would stop', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.ipV4(), fc.ipV6()), async (address) => {
        const policy = createAddressPolicy({ allow: [], allowHttp: false, development: false });
        const found = await policy.check(`https://${address.includes(':') ? `[${address}]` : address}/`);
        if (found.type !== 'allowed') return;
        for (const dialled of found.addresses) {
          assert.equal(found.wall.check(dialled, dialled.includes(':') ? 'ipv6' : 'ipv4'), false);
        }
      }),
    );
  });
});
