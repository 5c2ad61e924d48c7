/** What becomes of claims when a process has the name of another, and when a step between claim and schedule fails. */
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import type { ReleasedMessage } from '../../../schemas/types.ts';
import { messageIdOf, runIdOf } from '../../../services/domain/message/message.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { openContext, type ServiceContext } from '../../../services/platform/process/run-service.ts';
import { createReachedBefore } from '../../../services/queries/campaigns/reached-before.ts';
import { createClaimOwners } from '../../../services/sender/claim/claim-owner.ts';
import { createGiveBack } from '../../../services/sender/claim/give-back.ts';
import { takeReleased, type Taken, type TakeParts } from '../../../services/sender/claim/take-released.ts';
import { claimLedgerOf } from '../../../services/ledger/claims/claim-ledger.ts';
import { giveBackClaims } from '../../../services/ledger/claims/held-claims.ts';
import { campaignDocument, eligibleContact } from '../../support/campaign-documents.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
let database: Database;
const lives: ServiceContext[] = [];
const campaign = campaignDocument({ _id: 'campaign', dncListIds: ['dnc'] });
let nextSequence = 0;

beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
  await database.of(collections.campaigns).insertOne(campaign);
});
afterAll(async () => {
  for (const life of lives) await life.close();
  await system.close();
});

function released(over: Partial<ReleasedMessage> = {}): ReleasedMessage {
  const runId = campaign.runId ?? '';
  return {
    ...eligibleContact(runId, (nextSequence += 1)),
    ...{ campaignId: campaign._id, runId, integrationId: campaign.integrationId, attempt: 1 },
    ...{ sendAt: (Date.now() + 60_000) * 1_000, spacingMicros: 1_000 },
    ...over,
  };
}
const waiting = (message: ReleasedMessage): MessageDocument => {
  const { messageId, campaignId, runId, contactId, sequence, integrationId, to, template, attempt } = message;
  return {
    ...{ _id: messageId, campaignId, runId, contactId, sequence, integrationId, to, template },
    ...{ state: 'WAITING', attempt: attempt - 1, dueAt: new Date(0) },
  };
};
const ledgerOf = ({ messageId }: { messageId: string }): Promise<MessageDocument | null> =>
  database.of(collections.messages).findOne({ _id: messageId });

/** A sender's life: a process that was started again has the same name in its settings. */
async function startLife(fails?: {
  dnc?: Error;
  kafka?: Error;
}): Promise<TakeParts & { settle(): Promise<void> }> {
  const life = openContext('sender', { ...system.settings, instanceId: 'sender-1' });
  lives.push(life);
  const producer = await system.context.producer();
  const giveBack = createGiveBack({
    giveBack: (claims, now) => giveBackClaims(database, claims, now),
    log: life.log,
    nowMs: Date.now,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  return {
    database,
    ledger: claimLedgerOf(database),
    producer: {
      ...producer,
      send: (topic, values) => (fails?.kafka ? Promise.reject(fails.kafka) : producer.send(topic, values)),
    },
    metrics: life.metrics,
    nextOwner: createClaimOwners(life.life),
    recogniseErased: () => Promise.resolve(new Set<string>()),
    reachedBefore: createReachedBefore(database),
    ...{ latenessMs: 500, leaseMs: 60_000 },
    isOn: async () => true,
    isCallable: () => true,
    definitionOf: async () => {
      if (fails?.dnc) throw fails.dnc;
      return campaign;
    },
    giveBack,
    settle: giveBack.settle,
  };
}
const sentBy = ({ send }: Taken): string[] => send.map(({ message }) => message.messageId);

describe('two claimers of one name', () => {
  it('what a former life has claimed and not sent is not taken for just claimed', async () => {
    const [fresh, retry] = [released(), released({ attempt: 3 })];
    await database.of(collections.messages).insertOne(waiting(retry));
    const former = await startLife();
    expect(sentBy(await takeReleased(former, [fresh, retry], Date.now()))).toHaveLength(2);
    // it dies, and the same records come to the next life, which makes its first claim as the former one did
    const next = await startLife();
    const taken = await takeReleased(next, [fresh, retry], Date.now());
    expect(taken).toEqual({ send: [], skipped: [] });
  });

  it('nor does one give back what the other has claimed', async () => {
    const message = released();
    const former = await startLife();
    await takeReleased(former, [message], Date.now());
    const failing = await startLife({ dnc: new Error('no primary') });
    await takeReleased(failing, [message], Date.now()).catch(() => undefined);
    await failing.settle();
    expect(await ledgerOf(message)).toMatchObject({ state: 'INTENT', attempt: 1 });
  });
});

describe('a resend', () => {
  it('a message that waited is not sent when a late status says that an earlier one has arrived', async () => {
    const { _id: campaignId } = campaign;
    const [late, failed] = [released(), released()];
    const runId = runIdOf(campaignId, 2);
    const inRun = (message: ReleasedMessage): ReleasedMessage => ({
      ...{ ...message, runId, messageId: messageIdOf(runId, message.to) },
    });
    const earlier = (message: ReleasedMessage, state: 'ACCEPTED' | 'FAILED'): MessageDocument => ({
      ...{ ...waiting(message), _id: messageIdOf(runIdOf(campaignId, 1), message.to), state },
    });
    await database
      .of(collections.messages)
      .insertMany([earlier(late, 'ACCEPTED'), earlier(failed, 'FAILED')]);
    const resend = { ofRun: 1, sinceRun: 1, kinds: ['FAILED' as const], codes: [] };
    const order = { planned: 2, pages: 1, filteredOut: 0, plannedThroughArrival: 0, plannedAt: new Date() };
    const of = { integrationId: campaign.integrationId, contactListId: campaign.contactListId };
    await database
      .of(collections.campaignRuns)
      .insertOne({ _id: runId, campaignId, number: 2, ...of, ...order, state: 'READY', resend });
    const taken = await takeReleased(await startLife(), [inRun(late), inRun(failed)], Date.now());
    expect(sentBy(taken)).toEqual([messageIdOf(runId, failed.to)]);
    expect(taken.skipped).toMatchObject([{ message: { to: late.to }, reason: 'ALREADY_REACHED' }]);
  });
});

describe('when a step between claim and schedule fails', () => {
  it('every claim of the batch is given back with its attempt unused, and may be claimed again', async () => {
    const [fresh, retry, putOff] = [released(), released({ attempt: 2 }), released()];
    await database.of(collections.messages).insertMany([waiting(retry), waiting(putOff)]);
    const failing = await startLife({ dnc: new Error('no primary') });
    await expect(takeReleased(failing, [fresh, retry, putOff], Date.now())).rejects.toThrow('no primary');
    await failing.settle();
    expect(await ledgerOf(fresh)).toMatchObject({ state: 'WAITING', attempt: 0 });
    expect(await ledgerOf(retry)).toMatchObject({ state: 'WAITING', attempt: 1 });
    expect(await ledgerOf(putOff)).toMatchObject({ state: 'WAITING', attempt: 0 });
    const next = await startLife();
    await database.of(collections.contactLists).deleteMany({});
    const taken = await takeReleased(next, [fresh, retry, putOff], Date.now());
    expect(sentBy(taken).sort()).toEqual([fresh, retry, putOff].map(({ messageId }) => messageId).sort());
  });

  it('also when the broker does not take who is excluded', async () => {
    const first = released();
    const second = { ...first, contactId: 'another contact', sequence: 9_999 };
    const failing = await startLife({ kafka: new Error('no broker') });
    await expect(takeReleased(failing, [first, second], Date.now())).rejects.toThrow('no broker');
    await failing.settle();
    expect(await ledgerOf(first)).toMatchObject({ state: 'WAITING', attempt: 0, contactId: first.contactId });
  });

  it('also when the answer of the database to the claim itself was lost', async () => {
    const [fresh, retry] = [released(), released({ attempt: 2 })];
    await database.of(collections.messages).insertOne(waiting(retry));
    const life = await startLife();
    const { ledger } = life;
    const lossy: TakeParts = {
      ...life,
      ledger: {
        ...ledger,
        claimWaiting: async (...of) => {
          await ledger.claimWaiting(...of);
          throw new Error('connection closed');
        },
      },
    };
    await expect(takeReleased(lossy, [fresh, retry], Date.now())).rejects.toThrow('connection closed');
    await life.settle();
    expect(await ledgerOf(fresh)).toMatchObject({ state: 'WAITING', attempt: 0 });
    expect(await ledgerOf(retry)).toMatchObject({ state: 'WAITING', attempt: 1 });
  });

  it('nobody has been told by then that a message is skipped: that is left to who called', async () => {
    const message = released();
    await database.of(collections.dncNumbers).insertOne({ _id: `dnc:${message.to}`, listId: 'dnc' });
    const life = await startLife();
    expect(await takeReleased(life, [message], Date.now())).toEqual({
      send: [],
      skipped: [{ message, reason: 'ON_DO_NOT_CALL_LIST' }],
    });
    expect(await ledgerOf(message)).toMatchObject({ state: 'INTENT' });
  });
});
