/** Ranges that AKS keeps for itself: no pod, service or network range may overlap one (Microsoft's BYO CNI page). */
export const keptRanges: readonly string[] = ['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24'];
