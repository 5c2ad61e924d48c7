/** The portfolios of this instance on its database. */
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
  recordPeople,
  settleBucket,
} from './portfolio-store.ts';
import { openPortfolios, type Portfolios } from './portfolios.ts';

/** An intent past its lease is found, and its outcome written, within this. */
const OUTCOME_WITHIN_MS = 60_000;

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
    },
    times: {
      windowMs: pace.peopleWindowMs,
      acceptedWithinMs: send.latenessMs + send.timeoutMs,
      settleAfterMs: send.leaseMs + OUTCOME_WITHIN_MS,
    },
  });
}
