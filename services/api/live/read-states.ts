/** How the things are that somebody listens to: read once for all listeners, in the words of the API. */
import type { StateKind } from './live-topics.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { readProgressOfAll, readWatchedCampaigns } from '../../queries/campaigns/watch-campaigns.ts';
import { readWatchedImports } from '../../queries/imports/watch-imports.ts';
import { readWatchedIntegrations } from '../../queries/integrations/watch-integrations.ts';
import type { Watched } from '../../queries/watched.ts';
import { toCampaign, toProgress } from '../campaigns/campaign-entity.ts';
import { toIntegration } from '../integrations/integration-entity.ts';
import { toImportStatus } from '../lists/import-status.ts';

/** `divisionId` null: it lies in none. */
export type State = {
  readonly kind: StateKind;
  readonly id: string;
  readonly divisionId: string | null;
  readonly body: object;
  /** Two states with the same text are the same to a listener. */
  readonly text: string;
};

export type WatchedKinds = ReadonlyMap<StateKind, Watched>;

const NOTHING: Watched = { ids: new Set(), all: false };
/** Of what is over, and of what began and ended between two looks. */
const LINGERS_MS = 10_000;

export async function readStates(database: Database, watched: WatchedKinds, now: number): Promise<State[]> {
  const since = new Date(now - LINGERS_MS);
  const lists = { contactListImport: 'CONTACTS', dncListImport: 'DNC' } as const;
  const states = await Promise.all([
    campaignStates(database, watched, since, now),
    integrationStates(database, watched.get('integration'), now),
    ...(['contactListImport', 'dncListImport'] as const).map(async (kind) => {
      const wanted = watched.get(kind);
      if (!wanted) return [];
      const found = await readWatchedImports(database, lists[kind], wanted, since);
      return found.map(({ list, job }) =>
        stateOf(kind, list._id, list.divisionId, toImportStatus(list.imports.at(-1), job)),
      );
    }),
  ]);
  return states.flat();
}

async function campaignStates(
  database: Database,
  watched: WatchedKinds,
  since: Date,
  now: number,
): Promise<State[]> {
  const [campaign, progress] = [watched.get('campaign'), watched.get('progress')];
  if (!campaign && !progress) return [];
  const union = {
    ids: new Set([...(campaign ?? NOTHING).ids, ...(progress ?? NOTHING).ids]),
    all: (campaign?.all ?? false) || (progress?.all ?? false),
  };
  const found = await readWatchedCampaigns(database, union, since);
  const measured = progress ? found.filter(({ _id }) => progress.all || progress.ids.has(_id)) : [];
  const all = measured.length === 0 ? [] : await readProgressOfAll(database, measured, new Date(now));
  return [
    ...(campaign ? found : []).map((one) =>
      stateOf('campaign', one._id, one.divisionId, toCampaign(one, new Map(), undefined)),
    ),
    ...measured.map((one, position) => {
      const progress = all[position];
      if (!progress) throw new Error('a campaign was read without its progress');
      const body = toProgress(progress, one.contactListId);
      // that it was looked at again is not a change
      const text = JSON.stringify({ ...body, at: null });
      return { ...stateOf('progress', one._id, one.divisionId, body), text };
    }),
  ];
}

async function integrationStates(
  database: Database,
  watched: Watched | undefined,
  now: number,
): Promise<State[]> {
  if (!watched) return [];
  const found = await readWatchedIntegrations(database, watched);
  return found.map(({ integration, state }) =>
    stateOf('integration', integration._id, null, toIntegration(integration, state, now)),
  );
}

const stateOf = (kind: StateKind, id: string, divisionId: string | null, body: object): State => ({
  ...{ kind, id, divisionId, body },
  text: JSON.stringify(body),
});
