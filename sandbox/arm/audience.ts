/** The audiences that Resource Manager takes in Azure's clouds; the sandbox's own host is one too. */
const HOSTS = [
  'management.azure.com',
  'management.core.windows.net',
  'management.usgovcloudapi.net',
  'management.chinacloudapi.cn',
  'localhost',
  '127.0.0.1',
];

/** Whether an audience stands for Resource Manager. */
export function isManager(audience: string, ownHost: string): boolean {
  const host = URL.canParse(audience) ? new URL(audience).hostname : audience;
  return [...HOSTS, ownHost].includes(host);
}
