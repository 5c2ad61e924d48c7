/**
 * Synchronises templates and the status of numbers with the provider: at registration, on demand, when a
 * webhook reports a change, and regularly; one instance at a time.
 */
import type { ProviderSyncDocument } from '../../../schemas/collections.ts';
import type { ProviderSignal } from '../../../schemas/types.ts';
import { isMeantBy } from '../../domain/provider/provider-scope.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Running, ServiceContext } from '../../platform/process/run-service.ts';
import { createGraphApi, STOPPING } from './graph-api.ts';
import { refreshNumber, refreshTemplates, type Refreshed, type RefreshParts } from './refresh.ts';
import { afterFailure, afterSuccess, type NextSync } from './sync-schedule.ts';
import {
  askForSyncs,
  claimDueSync,
  endSync,
  findActiveIntegrations,
  findFailedSyncs,
  findSyncIds,
  giveBackSync,
  isKnownUsable,
  numberSyncOf,
  syncsOf,
  templatesSyncOf,
  type SyncId,
} from './sync-store.ts';

/** For what is due by its time; of what is asked for it is told. */
const CHECK_EVERY_MS = 5_000;
const FIND_NEW_EVERY_MS = 60_000;
/** Longer than a listing of many pages takes; after this, another instance may start again. */
const LEASE_MS = 5 * 60_000;
/** A template was left out of a listing for the first time. */
const RECHECK_MS = 30_000;

export type ProviderSync = Running & {
  /** Something may be due. */
  wake(): void;
  /** The provider reported changes: the objects concerned are read again. */
  recheck(signals: readonly ProviderSignal[]): Promise<void>;
};

/** The synchronisation of one instance. */
type Syncing = {
  readonly context: ServiceContext;
  readonly parts: RefreshParts;
  readonly everyMs: number;
  timer: NodeJS.Timeout | undefined;
  working: Promise<void> | null;
  isStopped: boolean;
  /** When integrations without synchronisation were last looked for; ms since the epoch. */
  foundNewAtMs: number;
  /** When the refresh under way was begun. */
  startedAtMs: number | null;
};

export async function startProviderSync(context: ServiceContext): Promise<ProviderSync> {
  const { syncEveryMs: everyMs, accessTokens } = context.settings.cloudApi;
  const database = await context.mongo();
  const api = createGraphApi(context.settings.cloudApi);
  const syncing: Syncing = {
    context,
    parts: { database, producer: await context.producer(), api, accessTokens, holdMs: everyMs * 3 },
    everyMs,
    timer: undefined,
    working: null,
    isStopped: false,
    foundNewAtMs: 0,
    startedAtMs: null,
  };
  context.watchdog.watch({
    what: 'the refresh from the provider',
    stalledMs: (now) => (syncing.startedAtMs === null ? 0 : now - syncing.startedAtMs),
  });
  await askForSyncs(database, await findFailedSyncs(database), new Date());
  wake(syncing);
  return {
    wake: () => wake(syncing),
    async recheck(signals) {
      const syncs = await syncsAfter(database, signals);
      await askForSyncs(database, syncs, new Date());
      if (syncs.length > 0) wake(syncing);
    },
    stop: async () => {
      syncing.isStopped = true;
      clearTimeout(syncing.timer);
      await Promise.all([api.close(), syncing.working]);
    },
  };
}

/** One at a time; a failure here is retried at the next check. */
function wake(syncing: Syncing): void {
  if (syncing.isStopped || syncing.working) return;
  clearTimeout(syncing.timer);
  syncing.working = work(syncing)
    .catch((error: unknown) =>
      syncing.context.log.error({ err: error }, 'the refresh from the provider failed'),
    )
    .finally(() => {
      syncing.working = null;
      syncing.startedAtMs = null;
      if (!syncing.isStopped) syncing.timer = setTimeout(() => wake(syncing), CHECK_EVERY_MS).unref();
    });
}

async function work(syncing: Syncing): Promise<void> {
  const { database } = syncing.parts;
  await findNew(syncing, new Date());
  while (!syncing.isStopped) {
    const now = new Date();
    syncing.startedAtMs = now.getTime();
    const until = new Date(now.getTime() + LEASE_MS);
    const claimed = await claimDueSync(database, syncing.context.life, now, until);
    if (!claimed) return;
    await refresh(syncing, claimed);
  }
}

/** Integrations registered by versions without synchronisation. */
async function findNew(syncing: Syncing, now: Date): Promise<void> {
  if (now.getTime() - syncing.foundNewAtMs < FIND_NEW_EVERY_MS) return;
  const { database } = syncing.parts;
  const syncs = (await findActiveIntegrations(database)).flatMap(syncsOf);
  const known = await findSyncIds(
    database,
    syncs.map(({ _id }) => _id),
  );
  await askForSyncs(
    database,
    syncs.filter(({ _id }) => !known.has(_id)),
    now,
  );
  syncing.foundNewAtMs = now.getTime();
}

async function refresh(
  { context: { log, metrics }, parts, everyMs }: Syncing,
  claimed: ProviderSyncDocument,
): Promise<void> {
  const { database } = parts;
  const { kind, subject } = claimed;
  const refreshed =
    kind === 'TEMPLATES' ? await refreshTemplates(parts, subject) : await refreshNumber(parts, subject);
  if (!refreshed.ok && refreshed.fault.code === STOPPING) return giveBackSync(database, claimed, new Date());
  const now = new Date();
  const next = nextOf(refreshed, claimed, everyMs, now);
  const about = { kind, subject };
  metrics.count('wac_provider_syncs_total', {
    kind: kind.toLowerCase(),
    result: refreshed.ok ? 'ok' : 'failed',
  });
  if (refreshed.ok) {
    log.debug({ ...about, count: refreshed.count }, 'synchronised with the provider');
    if (refreshed.unreadable.length > 0)
      log.warn({ ...about, unreadable: refreshed.unreadable }, 'templates that cannot be understood');
    return endSync(database, claimed, refreshed, next, now);
  }
  const { code, message } = refreshed.fault;
  const isRepeated = claimed.error?.code === code;
  log[isRepeated ? 'debug' : 'warn'](
    { ...about, code, message, next: next.dueAt },
    'synchronising with the provider failed',
  );
  return endSync(database, claimed, { ok: false, error: { code, message } }, next, now);
}

function nextOf(
  refreshed: Refreshed,
  { failures }: ProviderSyncDocument,
  everyMs: number,
  now: Date,
): NextSync {
  const chance = Math.random();
  if (!refreshed.ok) return afterFailure(now, everyMs, refreshed.fault, failures + 1, chance);
  const againMs = refreshed.again ? Math.min(RECHECK_MS, everyMs) : everyMs;
  return afterSuccess(now, againMs, refreshed.usedPercent, chance);
}

/**
 * The refreshes that the provider's signals require. A hold of a template that is known to be paused needs
 * none: it may be our own.
 */
async function syncsAfter(database: Database, signals: readonly ProviderSignal[]): Promise<SyncId[]> {
  const syncs = new Map<string, SyncId>();
  const changes = signals.filter(
    ({ body }) => body.type === 'ProviderChanged' || (body.type === 'Hold' && body.scope === 'TEMPLATE'),
  );
  if (changes.length === 0) return [];
  const integrations = await findActiveIntegrations(database);
  for (const { integrationId, body } of changes)
    for (const integration of integrations.filter((integration) => isMeantBy(integrationId, integration))) {
      const { _id, businessAccountId } = integration;
      if (body.type === 'Hold' && !(await isKnownUsable(database, businessAccountId, body.scopeKey)))
        continue;
      const isNumber = body.type === 'ProviderChanged' && body.what === 'NUMBER';
      if (!isNumber && businessAccountId === '') continue;
      const sync = isNumber ? numberSyncOf(_id) : templatesSyncOf(businessAccountId);
      syncs.set(sync._id, sync);
    }
  return [...syncs.values()];
}
