import type { KubeTarget } from '../../ports.ts';
import { type ApiServer, apiServerOf } from './kubeconfig.ts';

/** Where credentials come from. */
export interface AccessOptions {
  /** A kubeconfig from ARM; `undefined` for the admin's where local accounts are off. */
  kubeconfig: (target: KubeTarget, role: 'admin' | 'user') => Promise<string | undefined>;
  /** Our own Entra token for API servers of AKS, good for minutes. */
  token: (account: string) => Promise<string>;
}

/** How to enter one API server. */
export interface Access {
  /** As ARM gave it: with the admin credential, or for kubelogin. */
  kubeconfig: string;
  server: ApiServer;
  /** It lets nobody in but by Entra: the bearer is a token of ours. */
  byEntra: boolean;
  /** What to show as bearer; nothing if a client certificate does it. */
  bearer(): Promise<string | undefined>;
}

/**
 * The admin credential where there is one, else server and CA of the user's kubeconfig with a token of ours. Local accounts
 * may be off though the order did not ask for it: a policy, or somebody, has seen to it.
 */
export async function accessTo(target: KubeTarget, { kubeconfig, token }: AccessOptions): Promise<Access> {
  const admin = target.entraOnly ? undefined : await kubeconfig(target, 'admin');
  const text = admin ?? (await kubeconfig(target, 'user')) ?? '';
  const server = apiServerOf(text);
  const { byPlugin } = server;
  return {
    kubeconfig: text,
    server,
    byEntra: byPlugin,
    bearer: async () => (byPlugin ? token(target.account) : server.token),
  };
}
