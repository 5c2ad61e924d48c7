/** The portfolios of this instance on its database. */
import { findRunsBusySince, messagedIn } from '../../ledger/reading/messaged-people.ts';
import { findReach } from '../../ledger/reading/reached.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { ServiceContext } from '../../platform/process/run-service.ts';
import {
  changePortfolio,
  fenceNumber,
  findChangedBuckets,
  findNumbersOf,
  findPeopleOf,
  findPortfolio,
  findRunsOf,
  forgetCounted,
  noteCounted,
  putPeople,
  recordPeople,
  settleBucket,
} from './portfolio-store.ts';
import { openPortfolios, type Portfolios } from './portfolios.ts';

/** An intent past its lease is found, and its outcome written, within this. */
const OUTCOME_WITHIN_MS = 60_000;
/** Slots are further ahead while messages come back late; and clocks differ. */
const MORE_AHEAD_MS = 4_000;

export function openDatabasePortfolios({ settings, log }: ServiceContext, database: Database): Portfolios {
  const { pace, send } = settings;
  return openPortfolios({
    log,
    store: {
      findPortfolio: (id) => findPortfolio(database, id),
      findChangedBuckets: (...of) => findChangedBuckets(database, ...of),
      changePortfolio: (...of) => changePortfolio(database, ...of),
      fenceNumber: (...of) => fenceNumber(database, ...of),
      findPeopleOf: (id) => findPeopleOf(database, id),
      findReach: (ids) => findReach(database, ids),
      settleBucket: (...of) => settleBucket(database, ...of),
      findNumbersOf: (ids) => findNumbersOf(database, ids),
      recordPeople: (...of) => recordPeople(database, ...of),
      findRunsOf: (ids) => findRunsOf(database, ids),
      findRunsBusySince: (...of) => findRunsBusySince(database, ...of),
      messagedIn: (...of) => messagedIn(database, ...of),
      putPeople: (bucket) => putPeople(database, bucket),
      noteCounted: (...of) => noteCounted(database, ...of),
      forgetCounted: (id) => forgetCounted(database, id),
    },
    times: {
      windowMs: pace.peopleWindowMs,
      acceptedWithinMs: send.latenessMs + send.timeoutMs,
      settleAfterMs: send.leaseMs + OUTCOME_WITHIN_MS,
      claimedWithinMs: pace.horizonMs + MORE_AHEAD_MS + send.latenessMs,
    },
  });
}
