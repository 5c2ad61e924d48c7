/** How far retention has come, as metrics read at the scrape: every instance shows the same. */
import { collections, UPLOADS_BUCKET } from '../../schemas/collections.ts';
import { findOldestEnd } from '../ledger/retention/remove-run.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { findOldestUpload } from '../platform/mongo/uploads.ts';
import type { Logger } from '../platform/process/logger.ts';
import type { Metrics } from '../platform/process/metrics.ts';
import { showAtScrape } from '../platform/process/show-at-scrape.ts';
import { findOldestImport } from './import-store.ts';
import { findSweep } from './lease-store.ts';

/** The oldest of each kind changes slowly: it is looked at so often, however often there is a scrape. */
const LOOK_EVERY_MS = 60_000;

type Figures = { endedAt: Date | null; oldest: ReadonlyArray<readonly [kind: string, at: Date | null]> };

export function showRetention(database: Database, metrics: Metrics, log: Logger): void {
  let known: { figures: Figures; atMs: number } | null = null;
  const read = async (): Promise<Figures> => {
    if (known && Date.now() - known.atMs < LOOK_EVERY_MS) return known.figures;
    const figures = await readFigures(database);
    known = { figures, atMs: Date.now() };
    return figures;
  };
  showAtScrape(metrics, read, {
    show: ({ endedAt, oldest }) => {
      if (endedAt) metrics.set('wac_retention_last_sweep_timestamp_seconds', endedAt.getTime() / 1_000);
      metrics.replace(
        'wac_retention_oldest_timestamp_seconds',
        oldest.flatMap(([kind, at]) => (at ? [{ labels: { kind }, value: at.getTime() / 1_000 }] : [])),
      );
    },
    failed: (err) => log.warn({ err }, 'how far retention has come could not be read'),
  });
}

export async function readFigures(database: Database): Promise<Figures> {
  const [sweep, messages, runs, rejects, imports, uploads, events, outcomes] = await Promise.all([
    findSweep(database),
    findOldestEnd(database, true),
    findOldestEnd(database, false),
    findOldestImport(database, 'rejects'),
    findOldestImport(database, 'imports'),
    findOldestUpload(database, UPLOADS_BUCKET),
    findOldestEvent(database),
    findOldestOutcome(database),
  ]);
  const oldest = Object.entries({ messages, runs, rejects, imports, uploads, events, outcomes });
  return { endedAt: sweep?.endedAt ?? null, oldest };
}

const oldestFirst = { sort: { at: 1 }, projection: { at: 1 } } as const;

const findOldestEvent = async (database: Database): Promise<Date | null> =>
  (await database.of(collections.events).findOne({}, oldestFirst))?.at ?? null;

const findOldestOutcome = async (database: Database): Promise<Date | null> =>
  (await database.of(collections.commandOutcomes).findOne({}, oldestFirst))?.at ?? null;
