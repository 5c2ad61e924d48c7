/**
 * Synchronises templates and the status of numbers with the provider: at registration, on demand, when a
 * webhook reports a change, and regularly; one instance at a time.
 */
import type { ProviderSyncDocument } from '../../../schemas/collections.ts';
import type { ProviderSignal } from '../../../schemas/types.ts';
import { isMeantBy } from '../../domain/provider/provider-scope.ts';
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

const LOOK_EVERY_MS = 2_000;
const FIND_NEW_EVERY_MS = 60_000;
/** Longer than a listing of many pages takes; after this, another instance may start again. */
const LEASE_MS = 5 * 60_000;
/** A template was left out of a listing for the first time. */
const LOOK_AGAIN_MS = 30_000;

export type KeptInStep = Running & {
  /** Something may be due. */
  wake(): void;
  /** The provider reported changes: the objects concerned are read again. */
  hear(signals: readonly ProviderSignal[]): Promise<void>;
};

export async function keepInStep(context: ServiceContext): Promise<KeptInStep> {
  const { settings, metrics, log } = context;
  const { syncEveryMs, accessTokens } = settings.cloudApi;
  const database = await context.mongo();
  const api = createGraphApi(settings.cloudApi);
  const parts: RefreshParts = {
    database,
    producer: await context.producer(),
    api,
    accessTokens,
    holdMs: syncEveryMs * 3,
  };
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | null = null;
  let stopped = false;
  let foundNewAtMs = 0;
  let startedAtMs: number | null = null;
  context.watchdog.watch({
    what: 'the refresh from the provider',
    stalledMs: (now) => (startedAtMs === null ? 0 : now - startedAtMs),
  });

  /** Integrations registered by versions without synchronisation. */
  async function findNew(now: Date): Promise<void> {
    if (now.getTime() - foundNewAtMs < FIND_NEW_EVERY_MS) return;
    const wanted = (await findActiveIntegrations(database)).flatMap(syncsOf);
    const known = await findSyncIds(
      database,
      wanted.map(({ _id }) => _id),
    );
    await askForSyncs(
      database,
      wanted.filter(({ _id }) => !known.has(_id)),
      now,
    );
    foundNewAtMs = now.getTime();
  }

  async function work(): Promise<void> {
    await findNew(new Date());
    while (!stopped) {
      const now = new Date();
      startedAtMs = now.getTime();
      const claimed = await claimDueSync(database, context.life, now, new Date(now.getTime() + LEASE_MS));
      if (!claimed) return;
      await refresh(claimed);
    }
  }

  async function refresh(claimed: ProviderSyncDocument): Promise<void> {
    const refreshed =
      claimed.kind === 'TEMPLATES'
        ? await refreshTemplates(parts, claimed.subject)
        : await refreshNumber(parts, claimed.subject);
    if (!refreshed.ok && refreshed.fault.code === STOPPING)
      return giveBackSync(database, claimed, new Date());
    const now = new Date();
    const next = nextOf(refreshed, claimed, now);
    const about = { kind: claimed.kind, subject: claimed.subject };
    metrics.count('wac_provider_syncs_total', {
      kind: claimed.kind.toLowerCase(),
      result: refreshed.ok ? 'ok' : 'failed',
    });
    if (refreshed.ok) {
      log.debug({ ...about, count: refreshed.count }, 'synchronised with the provider');
      if (refreshed.unreadable.length > 0)
        log.warn({ ...about, unreadable: refreshed.unreadable }, 'templates that cannot be understood');
      return endSync(database, claimed, refreshed, next, now);
    }
    const { code, message } = refreshed.fault;
    const isNews = claimed.error?.code !== code;
    log[isNews ? 'warn' : 'debug'](
      { ...about, code, message, next: next.dueAt },
      'synchronising with the provider failed',
    );
    return endSync(database, claimed, { ok: false, error: { code, message } }, next, now);
  }

  function nextOf(refreshed: Refreshed, { failures }: ProviderSyncDocument, now: Date): NextSync {
    const chance = Math.random();
    if (!refreshed.ok) return afterFailure(now, syncEveryMs, refreshed.fault, failures + 1, chance);
    const everyMs = refreshed.again ? Math.min(LOOK_AGAIN_MS, syncEveryMs) : syncEveryMs;
    return afterSuccess(now, everyMs, refreshed.usedPercent, chance);
  }

  /**
   * The refreshes that the provider's signals require. A hold of a template that is known to be paused needs
   * none: it may be our own.
   */
  async function syncsAfter(signals: readonly ProviderSignal[]): Promise<SyncId[]> {
    const wanted = new Map<string, SyncId>();
    const about = signals.filter(
      ({ body }) => body.type === 'ProviderChanged' || (body.type === 'Hold' && body.scope === 'TEMPLATE'),
    );
    if (about.length === 0) return [];
    const integrations = await findActiveIntegrations(database);
    for (const { integrationId, body } of about)
      for (const integration of integrations.filter((integration) => isMeantBy(integrationId, integration))) {
        const { _id, businessAccountId } = integration;
        if (body.type === 'Hold' && !(await isKnownUsable(database, businessAccountId, body.scopeKey)))
          continue;
        const isNumber = body.type === 'ProviderChanged' && body.what === 'NUMBER';
        if (!isNumber && businessAccountId === '') continue;
        const sync = isNumber ? numberSyncOf(_id) : templatesSyncOf(businessAccountId);
        wanted.set(sync._id, sync);
      }
    return [...wanted.values()];
  }

  /** One at a time; a failure here is retried at the next check. */
  function wake(): void {
    if (stopped || working) return;
    clearTimeout(timer);
    working = work()
      .catch((error: unknown) => log.error({ err: error }, 'the refresh from the provider failed'))
      .finally(() => {
        working = null;
        startedAtMs = null;
        if (!stopped) timer = setTimeout(wake, LOOK_EVERY_MS).unref();
      });
  }

  const failedOnes = await findFailedSyncs(database);
  await askForSyncs(database, failedOnes, new Date());
  wake();
  return {
    wake,
    async hear(signals) {
      const wanted = await syncsAfter(signals);
      await askForSyncs(database, wanted, new Date());
      if (wanted.length > 0) wake();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await Promise.all([api.close(), working]);
    },
  };
}
