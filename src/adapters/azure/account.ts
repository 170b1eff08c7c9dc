/** How an account proves who it is. `default` asks `DefaultAzureCredential`, narrowed by the environment as Azure documents. */
export type CredentialKind = 'client-secret' | 'workload-identity' | 'managed-identity' | 'default';

/** One Azure credential, with the subscriptions it may touch. */
export interface AzureAccount {
  name: string;
  kind: CredentialKind;
  tenantId?: string;
  clientId?: string;
  clientSecret?: string;
  /** No request is made in any other subscription, whatever the credential could do. */
  subscriptions: string[];
}

/** Which Azure: the public one, a sovereign one, or one that stands in for it. */
export interface AzureCloud {
  /** `https://management.azure.com`; no request leaves for any other origin. */
  armEndpoint: string;
  /** Where tokens come from; Entra's public host when absent. */
  authorityHost?: string;
  /** The resource that tokens are asked for; the ARM endpoint when absent. */
  audience?: string;
  /** For an authority that Entra's public discovery does not know. */
  disableInstanceDiscovery?: boolean;
}
