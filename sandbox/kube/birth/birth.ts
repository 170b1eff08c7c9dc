import { freeAddress } from '../addresses.ts';
import type { Cluster } from '../cluster.ts';
import { builtinKind } from '../kinds/builtin.ts';
import { apiVersionOf } from '../kinds/kind.ts';
import type { Fields } from '../types/object.ts';
import { createObject } from '../write/write.ts';
import { systemWorkloads } from './workloads.ts';

function create(cluster: Cluster, resource: string, namespace: string | undefined, name: string, rest: Fields): void {
  const kind = builtinKind(resource);
  // Nobody's: what AKS makes has no managedFields here, which an apply takes for `before-first-apply`.
  const options = {
    writer: { manager: 'aks', operation: 'Apply' as const, apiVersion: apiVersionOf(kind) },
    dryRun: false,
  };
  const { metadata, ...body } = rest;
  createObject(cluster, kind, namespace, { ...body, metadata: { ...(metadata as Fields | undefined), name } }, options);
}

function createServices(cluster: Cluster): void {
  const { serviceCidr, dnsServiceIP } = cluster.spec;
  const clusterIP = freeAddress(serviceCidr, 1, new Set());
  create(cluster, 'services', 'default', 'kubernetes', {
    metadata: { labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: { clusterIP, ports: [{ name: 'https', port: 443, targetPort: 443, protocol: 'TCP' }] },
  });
  create(cluster, 'services', 'kube-system', 'kube-dns', {
    metadata: { labels: { 'k8s-app': 'kube-dns', 'kubernetes.io/name': 'CoreDNS' } },
    spec: {
      clusterIP: dnsServiceIP,
      selector: { 'k8s-app': 'kube-dns' },
      ports: [
        { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53, targetPort: 53, protocol: 'TCP' },
      ],
    },
  });
  create(cluster, 'services', 'kube-system', 'metrics-server', {
    metadata: { labels: { 'k8s-app': 'metrics-server' } },
    spec: { selector: { 'k8s-app': 'metrics-server' }, ports: [{ port: 443, targetPort: 'https', protocol: 'TCP' }] },
  });
}

function createRoles(cluster: Cluster): void {
  const everything = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
  const group = 'rbac.authorization.k8s.io';
  for (const name of ['cluster-admin', 'admin', 'edit', 'view']) {
    const rules = name === 'view' ? [{ ...everything, verbs: ['get', 'list', 'watch'] }] : [everything];
    create(cluster, `clusterroles.${group}`, undefined, name, { rules });
  }
  create(cluster, `clusterrolebindings.${group}`, undefined, 'cluster-admin', {
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'Group', apiGroup: group, name: 'system:masters' }],
  });
}

function createClasses(cluster: Cluster): void {
  for (const [name, value] of [
    ['system-cluster-critical', 2_000_000_000],
    ['system-node-critical', 2_000_001_000],
  ] as const) {
    create(cluster, 'priorityclasses.scheduling.k8s.io', undefined, name, { value });
  }
  for (const name of ['default', 'managed-csi']) {
    const isDefault = { 'storageclass.kubernetes.io/is-default-class': 'true' };
    create(cluster, 'storageclasses.storage.k8s.io', undefined, name, {
      metadata: name === 'default' ? { annotations: isDefault } : {},
      provisioner: 'disk.csi.azure.com',
      parameters: { skuname: 'StandardSSD_LRS' },
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    });
  }
}

/** Fills a new cluster with what every AKS cluster is born with. */
export function giveBirth(cluster: Cluster): void {
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
    create(cluster, 'namespaces', undefined, name, {});
  }
  createServices(cluster);
  createRoles(cluster);
  createClasses(cluster);
  for (const workload of systemWorkloads) {
    const resource = workload['kind'] === 'Deployment' ? 'deployments.apps' : 'daemonsets.apps';
    const { name, ...metadata } = workload['metadata'] as Fields & { name: string };
    create(cluster, resource, 'kube-system', name, { ...workload, metadata });
  }
}
