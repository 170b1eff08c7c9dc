/** What was declared for this installation and put into the store; whoever empties the store takes it along. */
export interface InstallationStore {
  /** The name of what the store holds since it was last empty: this one, if it has none yet. */
  generation(name: string): Promise<string>;
  /** `applied`: when the process was started whose declaration is in the store, in ISO 8601. */
  read(): Promise<{ applied?: string; endpoints: DeclaredRow[] }>;
  /** Notes declared endpoints of all tenants, in place of those noted before. */
  note(endpoints: DeclaredRow[]): Promise<void>;
  /** Says that everything declared is in the store. @returns false if it was emptied since it had this name */
  applied(generation: string, startedAt: string): Promise<boolean>;
}

export interface DeclaredRow {
  tenant: string;
  id: string;
}
