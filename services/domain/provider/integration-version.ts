/** The version of an integration: every change makes it greater, also the second one within a second. Pure. */
type Changed = { readonly version?: number; readonly modifiedAt: Date };

/** Integrations of earlier versions have the second of their latest change. */
export const integrationVersion = ({ version, modifiedAt }: Changed): number =>
  version ?? secondOf(modifiedAt);

/** @param before null: it is new */
export const nextIntegrationVersion = (before: Changed | null): number =>
  before === null ? 1 : integrationVersion(before) + 1;

const secondOf = (time: Date): number => Math.floor(time.getTime() / 1_000);
