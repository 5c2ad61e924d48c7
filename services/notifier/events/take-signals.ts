/** Signals of the provider → what happened. Holds are stored after it is told: what is read again is told again, under the same ids. */
import type { ProviderSignal } from '../../../schemas/types.ts';
import { isMeantBy } from '../../domain/provider/provider-scope.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findEpisodes, findIntegrations, findRunningCampaigns, putEpisodes } from './episode-store.ts';
import type { Happening } from './happening.ts';
import { foldSignals } from './hold-episodes.ts';
import { signalHappenings } from './signal-happening.ts';

export async function takeSignals(
  database: Database,
  signals: readonly ProviderSignal[],
  tellOf: (happenings: readonly Happening[]) => Promise<void>,
): Promise<void> {
  const integrations = await findIntegrations(database);
  const meant = signals.flatMap(({ integrationId: named, at, body }) =>
    integrations
      .filter((integration) => isMeantBy(named, integration))
      .map(({ _id: integrationId }) => ({ integrationId, at, body })),
  );
  if (meant.length === 0) return;
  const ids = [...new Set(meant.map(({ integrationId }) => integrationId))];
  const { told, episodes } = foldSignals(await findEpisodes(database, ids), meant);
  const running = told.some(({ what }) => what === 'held') ? await findRunningCampaigns(database) : [];
  await tellOf(told.flatMap((one) => signalHappenings(one, running)));
  await putEpisodes(database, episodes);
}
