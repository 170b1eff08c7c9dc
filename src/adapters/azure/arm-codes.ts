import type { ProblemCode } from '../../model/problem-catalogue.ts';

/**
 * What may be done about a code. R: retry with back-off. P: retry while a grant spreads, then give up. U: the
 * environment must be mended, then the same request may do. T: the request must change.
 */
export type RetryClass = 'R' | 'P' | 'U' | 'T';

export interface CodeRow {
  code: string;
  class: RetryClass;
  problem: ProblemCode;
  /** Says little by itself: what its text says goes first. */
  vague?: true;
}

type Row = readonly [code: string, retry: RetryClass, problem: ProblemCode, vague?: 'vague'];

const rows: Row[] = [
  // quota
  ['ErrCode_InsufficientVCPUQuota', 'U', 'azure-quota-exceeded'],
  ['InsufficientVCPUQuota', 'U', 'azure-quota-exceeded'],
  ['QuotaExceeded', 'U', 'azure-quota-exceeded'],
  ['ManagedClusterCountExceedsQuotaLimit', 'U', 'azure-quota-exceeded'],
  ['PublicIPCountLimitReached', 'U', 'azure-quota-exceeded'],
  ['RoleAssignmentLimitExceeded', 'U', 'azure-quota-exceeded'],
  // sizes and zones
  ['SkuNotAvailable', 'T', 'azure-size-not-offered'],
  ['VMSizeNotSupported', 'T', 'azure-size-not-offered'],
  ['SystemPoolSkuTooLow', 'T', 'azure-size-not-offered'],
  ['AvailabilityZoneNotSupported', 'T', 'azure-size-not-offered'],
  // room
  ['AllocationFailed', 'R', 'azure-capacity-short'],
  ['ZonalAllocationFailed', 'R', 'azure-capacity-short'],
  ['OverconstrainedAllocationRequest', 'R', 'azure-capacity-short'],
  ['OverconstrainedZonalAllocationRequest', 'R', 'azure-capacity-short'],
  ['AKSCapacityHeavyUsage', 'R', 'azure-capacity-short'],
  ['UnderlaysOverConstrained', 'R', 'azure-capacity-short'],
  ['RegionOverConstrained', 'R', 'azure-capacity-short'],
  // versions
  ['K8sVersionNotSupported', 'T', 'unsupported-version'],
  ['AgentPoolK8sVersionNotSupported', 'T', 'unsupported-version'],
  // the network the order names
  ['SubnetIsFull', 'U', 'azure-subnet-unfit'],
  ['InsufficientSubnetSize', 'U', 'azure-subnet-unfit'],
  ['SubnetIsDelegated', 'U', 'azure-subnet-unfit'],
  ['MultipleAddressPrefixesSubnetNotSupported', 'U', 'azure-subnet-unfit'],
  ['SubnetNotFound', 'U', 'azure-not-found'],
  ['GetVnetError', 'U', 'azure-not-found'],
  ['VirtualNetworkNotInSucceededState', 'R', 'azure-busy'],
  ['RetryableErrorDueToAnotherOperation', 'R', 'azure-busy'],
  ['ServiceCidrOverlapExistingSubnetsCidr', 'T', 'network-conflict'],
  ['PodCidrOverlapServiceCidr', 'T', 'network-conflict'],
  ['PodCidrOverlapExistingSubnetsCidr', 'T', 'network-conflict'],
  ['DnsServiceIpOutOfServiceCidr', 'T', 'network-conflict'],
  // what AKS does not do
  ['NetworkPolicyNotSupportedForNone', 'T', 'azure-request-refused'],
  ['UnsupportedDualStackNetworkPlugin', 'T', 'azure-request-refused'],
  ['KubeProxyConfigDisabledBYOCNIOnly', 'T', 'azure-request-refused'],
  ['PreviewFeatureNotRegistered', 'U', 'azure-provider-not-registered'],
  ['InvalidParameter', 'T', 'azure-request-refused', 'vague'],
  ['PropertyChangeNotAllowed', 'T', 'azure-request-refused'],
  ['ReservedResourceName', 'T', 'azure-request-refused'],
  ['SystemPoolHasRestrictedTaint', 'T', 'azure-request-refused'],
  ['MustDefineAtLeastOneSystemPool', 'T', 'azure-request-refused'],
  ['ManagedNATGatewayWithCustomVNetNotAllowed', 'T', 'azure-request-refused'],
  ['UserAssignedNATGatewayWithManagedVNetNotAllowed', 'T', 'azure-request-refused'],
  ['UnexpectedLoadBalancerSkuForCurrentOutboundConfiguration', 'T', 'azure-request-refused'],
  ['NodeResourceGroupAlreadyExists', 'T', 'azure-conflict'],
  ['PreconditionFailed', 'T', 'azure-request-refused', 'vague'],
  // rights
  ['LinkedAuthorizationFailed', 'P', 'azure-propagating'],
  ['CustomKubeletIdentityMissingPermissionError', 'P', 'azure-propagating'],
  ['CustomPrivateDNSZoneMissingPermissionError', 'P', 'azure-propagating'],
  ['ServicePrincipalValidationClientError', 'P', 'azure-propagating'],
  ['ServicePrincipalNotFound', 'P', 'azure-propagating'],
  ['PrincipalNotFound', 'P', 'azure-propagating'],
  ['AuthorizationFailed', 'U', 'azure-forbidden'],
  ['AuthenticationFailed', 'U', 'azure-unauthenticated'],
  ['InvalidAuthenticationToken', 'U', 'azure-unauthenticated'],
  ['InvalidAuthenticationTokenTenant', 'U', 'azure-unauthenticated'],
  ['ExpiredAuthenticationToken', 'U', 'azure-unauthenticated'],
  ['AADSTS7000222', 'U', 'azure-unauthenticated'],
  ['RequestDisallowedByPolicy', 'U', 'azure-policy-denied'],
  ['ConflictingAppendPolicies', 'U', 'azure-policy-denied'],
  ['ScopeLocked', 'U', 'azure-locked'],
  ['ResourceGroupLocked', 'U', 'azure-locked'],
  // the subscription and the group
  ['MissingSubscriptionRegistration', 'U', 'azure-provider-not-registered'],
  ['SubscriptionNotRegistered', 'U', 'azure-provider-not-registered'],
  ['ReadOnlyDisabledSubscription', 'U', 'azure-forbidden'],
  ['SubscriptionNotFound', 'U', 'azure-not-found'],
  ['ResourceGroupNotFound', 'U', 'azure-not-found'],
  ['ResourceNotFound', 'U', 'azure-not-found'],
  ['ResourceGroupBeingDeleted', 'R', 'azure-busy'],
  // conflicts in time
  ['OperationNotAllowed', 'R', 'azure-busy', 'vague'],
  ['EtagMismatch', 'R', 'azure-busy'],
  ['AKSOperationPreempted', 'R', 'azure-busy'],
  ['AKSOperationPreemptedByDelete', 'R', 'azure-busy'],
  ['OperationPreempted', 'R', 'azure-busy'],
  ['OriginalEtagNotExpect', 'R', 'azure-busy'],
  // too many requests
  ['Throttled', 'R', 'azure-throttled'],
  ['TooManyRequests', 'R', 'azure-throttled'],
  ['TooManyRequestsReceived', 'R', 'azure-throttled'],
  ['SubscriptionRequestsThrottled', 'R', 'azure-throttled'],
  ['AKSRequestsThrottled', 'R', 'azure-throttled'],
  // what the nodes reach
  ['OutboundConnFail', 'U', 'azure-egress-blocked'],
  ['K8SAPIServerConnFail', 'U', 'azure-egress-blocked'],
  ['K8SAPIServerDNSLookupFail', 'U', 'azure-egress-blocked'],
  ['LookupNoSuchHost', 'U', 'azure-egress-blocked'],
  ['K8SDownloadTimeout', 'U', 'azure-egress-blocked'],
  ['CniDownloadTimeout', 'U', 'azure-egress-blocked'],
  ['ProvisioningTimeout', 'U', 'azure-egress-blocked'],
  ['OrasPullNetworkTimeout', 'U', 'azure-egress-blocked'],
  ['OrasPullUnauthorized', 'U', 'azure-egress-blocked'],
  ['RouteTableMissingDefaultRouteError', 'U', 'azure-egress-blocked'],
  ['RouteTableInvalidNextHop', 'U', 'azure-egress-blocked'],
  ['SubnetNotAssociatedWithNATGateway', 'U', 'azure-egress-blocked'],
  ['NATGatewayNotAssociatedWithPublicIPOrIPPrefix', 'U', 'azure-egress-blocked'],
  ['VMExtensionProvisioningError', 'U', 'azure-operation-failed', 'vague'],
  ['OSProvisioningTimedOut', 'R', 'azure-unavailable'],
  // Azure itself
  ['VHDFileNotFound', 'R', 'azure-unavailable'],
  ['InternalOperationError', 'R', 'azure-unavailable', 'vague'],
  ['InternalServerError', 'R', 'azure-unavailable', 'vague'],
  ['ControlPlaneProvisioningTimeout', 'R', 'azure-unavailable'],
  ['ControlPlaneAddOnsNotReady', 'R', 'azure-unavailable'],
  ['ServerTimeout', 'R', 'azure-unavailable'],
  ['GatewayTimeout', 'R', 'azure-unavailable'],
];

const table = new Map<string, CodeRow>(
  rows.map(([code, retry, problem, vague]) => [
    code.toLowerCase(),
    { code, class: retry, problem, ...(vague ? { vague: true as const } : {}) },
  ]),
);

/** Every row: a new Azure code is one more. */
export const codeRows: readonly CodeRow[] = [...table.values()];

/**
 * The row of a code, or of the last known part of a compound one. What a VM extension failed at comes both as
 * `VMExtensionError_OutboundConnFail` and as `OutboundConnFailVMExtensionError` (its page in the AKS documentation).
 */
export function rowOf(code: string): CodeRow | undefined {
  const whole = table.get(code.toLowerCase());
  if (whole) return whole;
  for (const part of code.replace('VMExtensionError', '_').split('_').toReversed()) {
    const row = table.get(part.toLowerCase());
    if (row) return row;
  }
  return undefined;
}

/** Codes that Azure uses for many things, told apart by their text. */
export const textRules: readonly { pattern: RegExp; problem: ProblemCode; remedy?: string }[] = [
  { pattern: /too many requests|request limit has been exceeded/i, problem: 'azure-throttled' },
  { pattern: /disallowed by policy/i, problem: 'azure-policy-denied' },
  { pattern: /VM size .*not allowed in your subscription/i, problem: 'azure-size-not-offered' },
  // After the sizes, whose text ends with a link to a page on quotas.
  { pattern: /exceeding approved|quota/i, problem: 'azure-quota-exceeded' },
  {
    pattern: /has invalid version|is on version \S+ which is not supported|version \S+ is not supported/i,
    problem: 'unsupported-version',
  },
  { pattern: /does not have enough capacity for .* IP address/i, problem: 'azure-subnet-unfit' },
  { pattern: /exit (?:status|code)[ =:]*(?:5[0-2]|21[12])\b/i, problem: 'azure-egress-blocked' },
  { pattern: /ExitCode\W{1,8}(?:5[0-2]|21[12])\b/, problem: 'azure-egress-blocked' },
  { pattern: /in progress|another .{0,40}operation/i, problem: 'azure-busy' },
];
