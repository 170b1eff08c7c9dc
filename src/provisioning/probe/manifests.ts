import type { Manifest } from '../../ports.ts';

/** How this installation makes its probe pods. */
export interface ProbeSettings {
  /** An image with busybox on its path; by digest. */
  image: string;
  /** The name of the pull secret that the image wants, if it wants one. */
  pullSecret?: string;
}

/** The label of every namespace that a probe has made: what is left of one is found by it. */
export const probeLabel = 'slipway-probe';

/** The two ends between which traffic is proven. */
export const ends = ['a', 'b'] as const;
export type End = (typeof ends)[number];
export const other = (end: End): End => (end === 'a' ? 'b' : 'a');

/** One try with pods of its own: the node of each end. */
export interface Round {
  namespace: string;
  number: number;
  nodes: Record<End, string>;
}

/** What one end can be reached at. */
export interface Address {
  podIP: string;
  serviceIP: string;
}

/** The containers of a probing pod: each asks one thing, so that its exit code answers that alone. */
export const checks = ['dns', 'pod', 'service'] as const;
export type Check = (typeof checks)[number];

/** What is resolved by CoreDNS. AKS knows no other cluster domain. */
export const probedName = 'kubernetes.default.svc.cluster.local.';
const probePort = 8080;

const account = 'probe';
/** Longer than any round; what a dead worker has left ends by itself. */
const deadlineSeconds = 3600;
const files = { name: 'answer', path: '/answer' };

/** How the name of every such namespace begins. */
export const probePrefix = 'slipway-probe-';

export function probeNamespace(jobId: string): string {
  return `${probePrefix}${jobId.slice(jobId.indexOf('_') + 1)}`;
}

export function servingName({ number }: Round, end: End): string {
  return `serve-${end}-${number}`;
}

export function probingName({ number }: Round, end: End): string {
  return `probe-${end}-${number}`;
}

/** The namespace that all of a job's probe is in. Pod Security holds the pods to what they say of themselves. */
export function namespaceOf(namespace: string): Manifest {
  const labels = {
    [probeLabel]: 'true',
    'app.kubernetes.io/managed-by': 'slipway',
    'pod-security.kubernetes.io/enforce': 'restricted',
  };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
}

/** What is reached: on each of the two nodes a pod that serves one file of its own name, and a Service in front of it. */
export function serving(settings: ProbeSettings, round: Round): Manifest[] {
  const { namespace } = round;
  return [
    // Of our own: the one named default may come a moment after the namespace.
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: account, namespace },
      automountServiceAccountToken: false,
    },
    ...ends.flatMap((end): Manifest[] => {
      const name = servingName(round, end);
      const metadata = { name, namespace, labels: { [probeLabel]: name } };
      const serve = {
        ...container(settings, 'serve', 'httpd', '-f', '-p', `${probePort}`, '-h', files.path),
        ports: [{ containerPort: probePort }],
        volumeMounts: [{ name: files.name, mountPath: files.path, readOnly: true }],
      };
      const answer = { items: [{ path: name, fieldRef: { fieldPath: 'metadata.name' } }] };
      const spec = {
        ...podSpec(settings, round.nodes[end], 'Always'),
        containers: [serve],
        volumes: [{ name: files.name, downwardAPI: answer }],
      };
      const ports = [{ port: probePort, targetPort: probePort }];
      return [
        { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: metadata.labels, ports } },
        { apiVersion: 'v1', kind: 'Pod', metadata, spec },
      ];
    }),
  ];
}

/** Who asks: on each node a pod that resolves a name, and reaches the other end by the address of its pod and of its Service. */
export function probing(settings: ProbeSettings, round: Round, addresses: Record<End, Address>): Manifest[] {
  return ends.map((end) => {
    const target = addresses[other(end)];
    const file = servingName(round, other(end));
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: probingName(round, end), namespace: round.namespace },
      spec: {
        ...podSpec(settings, round.nodes[end], 'Never'),
        containers: [
          container(settings, 'dns' satisfies Check, 'nslookup', '-type=a', probedName),
          container(settings, 'pod' satisfies Check, ...fetching(target.podIP, file)),
          container(settings, 'service' satisfies Check, ...fetching(target.serviceIP, file)),
        ],
      },
    };
  });
}

/** By no proxy, which AKS may have put into the pod's environment. */
function fetching(host: string, file: string): string[] {
  return ['wget', '-q', '-Y', 'off', '-T', '5', '-O', '/dev/null', `http://${host}:${probePort}/${file}`];
}

function container(settings: ProbeSettings, name: string, ...command: string[]) {
  return {
    name,
    image: settings.image,
    command: ['busybox', ...command],
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '100m', memory: '32Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    // The last words of a command that fails are then in the status of its container.
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

/** What Pod Security calls restricted; on this very node, whatever taints the order has put on it. */
function podSpec({ pullSecret }: ProbeSettings, node: string, restartPolicy: 'Always' | 'Never') {
  const here = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] };
  return {
    serviceAccountName: account,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy,
    activeDeadlineSeconds: deadlineSeconds,
    terminationGracePeriodSeconds: 1,
    ...(pullSecret ? { imagePullSecrets: [{ name: pullSecret }] } : {}),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    tolerations: [{ operator: 'Exists' }],
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [here] } },
    },
  };
}
