/** Which credential, and where: every ARM call is made in one of these. */
export interface ArmScope {
  account: string;
  subscriptionId: string;
}
