/**
 * Bugs of the kinds that systems like this one have had, each as a change of our source and the scenario that brings it to light. The
 * suite builds each and demands that the checker finds it: this proves the suite. A change that no longer fits fails (unit test).
 */
export type PlantedBug = {
  readonly name: string;
  /** What is wrong then. */
  readonly what: string;
  readonly changes: ReadonlyArray<{
    readonly file: string;
    /** Stands in the file once. */
    readonly find: string;
    readonly instead: string;
  }>;
  /** The scenario that is played with it. */
  readonly scenario: string;
  /** Rules of which at least one must be violated. */
  readonly caughtBy: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** For a run that takes more than a minute also without the bug: else not having come to its end would prove nothing. */
  readonly patienceMs?: number;
  readonly quick?: boolean;
};

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'intent-after-send',
    what: 'the intent is written in the background, while the request is on its way',
    changes: [
      {
        file: 'services/sender/claim/claim-messages.ts',
        find: `  const present = await parts.ledger.insertNew(firsts.map((first) => first.document));`,
        instead: `  const present = new Set<number>();
  setTimeout(() => void parts.ledger.insertNew(firsts.map((first) => first.document)), 1_000);`,
      },
    ],
    scenario: 'calm/run',
    caughtBy: ['intent first'],
  },
  {
    name: 'commit-at-fetch',
    what: 'offsets are committed when records are fetched, not when their effect is durable',
    changes: [
      {
        file: 'services/platform/kafka/handling/handle-batch.ts',
        find: `  const startMs = Date.now();`,
        instead: `  const fetched = messages.at(-1);
  if (fetched) {
    const { commits } = parts;
    batch.done(fetched.offset);
    const behind = (BigInt(fetched.offset) + 1n).toString();
    commits.note(batch, batch.partition, behind, commits.generation());
    await commits.flush();
  }
  const startMs = Date.now();`,
      },
    ],
    scenario: 'points/kill-3',
    caughtBy: ['none lost', 'unknown resolved'],
  },
  {
    name: 'look-then-insert',
    what: 'the sender looks whether the ledger has a message, and then writes it whatever has happened since',
    changes: [
      {
        file: 'services/sender/claim/claim-messages.ts',
        find: `  await faultPoint('sender.intent.before');
  const present = await parts.ledger.insertNew(firsts.map((first) => first.document));`,
        instead: `  const looked = await parts.ledger.findContactsOf(firsts.map((first) => first.message.messageId));
  await faultPoint('sender.intent.before');
  const present = new Set(firsts.flatMap((first, at) => (looked.has(first.message.messageId) ? [at] : [])));
  await parts.ledger.insertNew(firsts.filter((_, at) => !present.has(at)).map((first) => first.document));`,
      },
      {
        file: 'services/ledger/claims/insert-new.ts',
        find: `  return insertAbsent(database.of(collections.messages), documents);`,
        instead: `  const messages = database.of(collections.messages);
  return Promise.all(
    documents.map((document) => messages.replaceOne({ _id: document._id }, document, { upsert: true })),
  ).then(() => new Set());`,
      },
    ],
    scenario: 'owners/frozen-before-intent',
    caughtBy: ['no duplicates', 'never back'],
  },
  {
    name: 'fixed-window',
    what: 'the pace is a quota for a window of time, which leaves as soon as the window begins',
    changes: [
      {
        file: 'services/throttle/number/fair-share.ts',
        find: `    chosen.nextMicros = chosenAt + chosen.intervalMicros;
    numberNext = chosenAt + numberIntervalMicros;`,
        instead: `    chosen.nextMicros = chosenAt;
    numberNext = chosenAt;`,
      },
    ],
    scenario: 'calm/run',
    caughtBy: ['even pace'],
  },
  {
    name: 'counter-outside-transaction',
    what: 'counters are moved outside of the transaction that moves the ledger',
    changes: [
      {
        file: 'services/ledger/counters/counter-statements.ts',
        find: `    { session },
  );
  const withNewShard`,
        instead: `    {},
  );
  const withNewShard`,
      },
    ],
    scenario: 'points/kill-3',
    caughtBy: ['counters agree'],
  },
  {
    name: 'resume-from-counter',
    what: 'a contact counts as released when it gets its slot, so that the next owner goes on behind it',
    changes: [
      {
        file: 'services/throttle/run/paced-run.ts',
        find: `  releasedThrough: run.releasedThrough,
  stoppedRevision: null,`,
        instead: `  releasedThrough: releasedThrough(run.queue),
  stoppedRevision: null,`,
      },
    ],
    scenario: 'points/kill-4',
    caughtBy: ['none lost'],
  },
  {
    name: 'status-overwrite',
    what: 'the latest status to arrive wins, whatever it says',
    changes: [
      {
        file: 'services/ledger/state/advance-status.ts',
        find: `  return present && DELIVERY_RANK[present] >= DELIVERY_RANK[told] ? present : told;`,
        instead: `  return told;`,
      },
    ],
    scenario: 'calm/run',
    caughtBy: ['never back', 'unknown resolved'],
    quick: true,
  },
  {
    name: 'no-second-dnc-look',
    what: 'DNC and opt-outs are looked up when a contact is taken up, and not when it is sent',
    changes: [
      {
        file: 'services/sender/claim/take-released.ts',
        find: `  if (entries.size === 0) return claimed;`,
        instead: `  if (entries.size >= 0) return claimed;`,
      },
    ],
    scenario: 'orders/dnc-during-run',
    caughtBy: ['nobody forbidden'],
    // what is late waits, so that less may leave after an entry
    env: { SEND_LATENESS_MS: '500', PACE_MARGIN: '0.02' },
  },
  {
    name: 'claims-of-others',
    what: 'a sender that wakes up gives back what it had claimed, without a look at whose it is by now',
    changes: [
      {
        file: 'services/ledger/claims/held-claims.ts',
        find: `      filter: asHeld(claim),`,
        instead: `      filter: { _id: claim.messageId },`,
      },
    ],
    scenario: 'owners/zombie-senders',
    caughtBy: ['never back', 'no duplicates'],
  },
  {
    name: 'slots-forgotten',
    what: 'slots are not stored: who takes a number over starts at once',
    changes: [
      {
        file: 'services/throttle/number/paced-number.ts',
        find: `    nextMicros: claimed.nextMicros,`,
        instead: `    nextMicros: 0,`,
      },
      {
        file: 'services/throttle/run/paced-run.ts',
        find: `    nextMicros: stored.nextMicros,
    turns,`,
        instead: `    nextMicros: 0,
    turns,`,
      },
    ],
    scenario: 'owners/slow-takeovers',
    caughtBy: ['even pace'],
  },
  {
    name: 'sent-after-waking',
    what: 'a sender that wakes up sends what it had claimed, without a look at the time',
    changes: [
      {
        file: 'services/sender/send/send-schedule.ts',
        find: `          if (nowMicros - message.sendAt > latenessMicros) late.push(message);
          else if (`,
        instead: `          if (`,
      },
      {
        file: 'services/sender/send/send-schedule.ts',
        find: `  return leaseUntilMs - nowMs >= timeoutMs + LEASE_RESERVE_MS;`,
        instead: `  return leaseUntilMs - nowMs >= -3_600_000;`,
      },
    ],
    scenario: 'owners/zombie-senders',
    caughtBy: ['lease kept'],
  },
  {
    name: 'unknown-sent-again',
    what: 'a message without an answer is sent once more',
    changes: [
      {
        file: 'services/ledger/state/advance-status.ts',
        find: `      return { ...outcome(present, state, failure), dueAt: failure.endedAt };`,
        instead: `      return { ...outcome(present, 'WAITING', failure), dueAt: new Date(update.at) };`,
      },
    ],
    // with the webhook away, nobody tells that it had arrived
    scenario: 'webhook/gone',
    caughtBy: ['no duplicates'],
  },
  {
    name: 'progress-before-rows',
    what: 'an import’s progress is saved before the rows are',
    changes: [
      {
        file: 'services/importer/import/write-batches.ts',
        find: `  progress.rowsRead = ready.rowsThrough;`,
        instead: `  progress.rowsRead = Math.max(progress.rowsRead, ready.rowsThrough);`,
      },
      {
        file: 'services/importer/import/write-batches.ts',
        find: `  await faultPoint('importer.batch.before');`,
        instead: `  run.progress.rowsRead = ready.rowsThrough;
  await saveProgress(run.parts.database, run.job._id, run.owner, run.progress, run.parts.leaseMs);
  await faultPoint('importer.batch.before');`,
      },
    ],
    scenario: 'points/kill-1',
    caughtBy: ['imports exact'],
  },
  {
    name: 'deaf-to-stop',
    what: 'a stop is acknowledged at once, while the run goes on with what it has',
    changes: [
      {
        file: 'services/throttle/number/number-runs.ts',
        find: `  if (run) paces.set(runId, paceOf(run));
  live.delete(runId);`,
        instead: `  if (run) paces.set(runId, paceOf(run));
  if (status === 'complete') live.delete(runId);`,
      },
      {
        file: 'services/sender/claim/claim-messages.ts',
        find: `  if (!(await parts.isOn(message.campaignId, message.runId))) return 'stopped';`,
        instead: ``,
      },
      {
        file: 'services/status/runs/settle-runs.ts',
        find: `      return run.stoppedRevision !== null &&`,
        instead: `      return true || run.stoppedRevision !== null &&`,
      },
      {
        file: 'services/status/runs/sweep.ts',
        find: `  if (!commandId || (await hasIntent(database, runId))) return;`,
        instead: `  if (!commandId) return;`,
      },
      {
        file: 'services/campaigns/commands/run-state.ts',
        find: `      stoppedRevision !== null && stoppedRevision >= revision &&`,
        instead: `      true || stoppedRevision !== null && stoppedRevision >= revision &&`,
      },
    ],
    scenario: 'orders/stop-while-dying',
    caughtBy: ['silent after stop'],
  },
  {
    name: 'resend-forgets-resends',
    what: 'a resend goes by the run that it is of: who was reached by an earlier resend of that run is chosen again',
    changes: [
      {
        file: 'services/domain/campaign/resend.ts',
        find: `    if (standings.includes(standing)) return`,
        instead: `    if (standings[0] === standing) return`,
      },
      {
        file: 'services/domain/campaign/resend.ts',
        find: `  return earlier.map(standingOf).some(`,
        instead: `  return earlier.slice(0, 1).map(standingOf).some(`,
      },
    ],
    scenario: 'resend/while-dying',
    caughtBy: ['just the chosen'],
    patienceMs: 300_000,
  },
  {
    name: 'deferred-in-background',
    what: 'who waits for the callable time is written to the ledger in the background, while the run goes on past them',
    changes: [
      {
        file: 'services/throttle/number/tick-number.ts',
        find: `    const deferred = await run.ledger.defer(run.queue.aside, new Date(nowMs));`,
        instead: `    const deferred = run.queue.aside;
    await Promise.resolve();
    setTimeout(() => void run.ledger.defer(deferred, new Date(nowMs)), 10_000);`,
      },
    ],
    scenario: 'callable/kill',
    caughtBy: ['none lost'],
    patienceMs: 300_000,
  },
  {
    name: 'people-in-background',
    what: 'who is messaged is recorded in the background, while the messages leave',
    changes: [
      {
        file: 'services/throttle/portfolio/tick-places.ts',
        find: `  await parts.portfolios.record(
    places,
    slotted.map(({ message: { messageId, to } }) => ({ messageId, to })),
    last / 1_000,
  );`,
        instead: `  const people = slotted.map(({ message: { messageId, to } }) => ({ messageId, to }));
  await Promise.resolve();
  setTimeout(() => void parts.portfolios.record(places, people, last / 1_000), 15_000);`,
      },
    ],
    scenario: 'limits/people',
    caughtBy: ['people within limit'],
    patienceMs: 300_000,
  },
];
