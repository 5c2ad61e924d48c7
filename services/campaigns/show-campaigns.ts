/**
 * Shows the number of campaigns by status, and copies of provider data that cannot be refreshed. Read again
 * from time to time, because instances do not see each other's changes.
 */
import type { CampaignStatus } from '../../schemas/types.ts';
import type { Logger } from '../platform/process/logger.ts';
import type { Metrics } from '../platform/process/metrics.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { Running } from '../platform/process/run-service.ts';
import { countFailingSyncs } from './commands/integration-store.ts';
import { countByStatus } from './commands/store.ts';

const EVERY_MS = 10_000;

const statuses: readonly CampaignStatus[] = [
  'on',
  'stopping',
  'off',
  'complete',
  'invalid',
  'forced_off',
  'forced_stopping',
];

export async function showCampaigns(database: Database, metrics: Metrics, log: Logger): Promise<Running> {
  const show = async (): Promise<void> => {
    const counts = await countByStatus(database);
    for (const status of statuses) metrics.set('wac_campaigns', counts.get(status) ?? 0, { status });
    const failing = await countFailingSyncs(database);
    for (const kind of ['TEMPLATES', 'NUMBER'])
      metrics.set('wac_provider_syncs_failing', failing.get(kind) ?? 0, { kind: kind.toLowerCase() });
    await showDisk(database, metrics);
  };
  await show();
  const timer = setInterval(
    () => void show().catch((err: unknown) => log.warn({ err }, 'campaigns could not be counted')),
    EVERY_MS,
  );
  timer.unref();
  return { stop: async () => clearInterval(timer) };
}

/** MongoDB says how large our database is, and, from its own disk, what is used of it. */
async function showDisk(database: Database, metrics: Metrics): Promise<void> {
  const { storageSize, indexSize, fsUsedSize, fsTotalSize } = (await database.db.stats()) as {
    storageSize: number;
    indexSize: number;
    fsUsedSize?: number;
    fsTotalSize?: number;
  };
  metrics.set('wac_database_bytes', storageSize, { part: 'data' });
  metrics.set('wac_database_bytes', indexSize, { part: 'indexes' });
  if (!fsTotalSize || fsUsedSize === undefined) return;
  metrics.set('wac_database_disk_bytes', fsUsedSize, { what: 'used' });
  metrics.set('wac_database_disk_bytes', fsTotalSize, { what: 'size' });
}
