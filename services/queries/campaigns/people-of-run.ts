/**
 * What is known of each contact of a run, after that run and the ones that followed: who may be sent to again.
 * Read page by page of the run's order, messages by their ids: a million contacts take no more memory than a
 * thousand.
 */
import { collections, type CampaignDocument, type MessageDocument } from '../../../schemas/collections.ts';
import { standingAfter, type SentBefore, type StandingNow } from '../../domain/campaign/resend.ts';
import { columnPosition } from '../../domain/contact/column-text.ts';
import { contactIdOf, contactKeyOf } from '../../domain/contact/contact.ts';
import { messageIdOf, runIdOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export type PersonOfRun = StandingNow & { readonly contactId: string };

/** Whose contacts, and which runs' messages decide: `ofRun`, and all others from `sinceRun` to `throughRun`. */
export type RunsAsked = { readonly ofRun: number; readonly sinceRun: number; readonly throughRun: number };

/** A contact of the order. `phoneId`: to which its messages go or went; null: none, or nobody needs it. */
type Place = { readonly contactId: string; readonly phoneId: string | null; readonly isSkipped: boolean };

const SKIPPED: SentBefore = { state: 'SKIPPED' };

/** @returns the contacts in the order of the run, a page at a time */
export async function* peopleOfRun(
  database: Database,
  campaign: Pick<CampaignDocument, '_id' | 'contactListId' | 'whatsappColumn'>,
  { ofRun, sinceRun, throughRun }: RunsAsked,
): AsyncGenerator<PersonOfRun[]> {
  const ownRunId = runIdOf(campaign._id, ofRun);
  const otherRunIds = runIdsOf(campaign._id, sinceRun, throughRun).filter((runId) => runId !== ownRunId);
  const phoneOf = otherRunIds.length === 0 ? null : await createPhoneOf(database, campaign);
  const pages = database
    .of(collections.runPages)
    .find({ runId: ownRunId }, { projection: { contactIds: 1, decisions: 1 }, batchSize: 20 })
    .sort({ firstSequence: 1 });
  for await (const { contactIds, decisions } of pages) {
    const undecided = contactIds.slice(decisions.length);
    const present = phoneOf && undecided.length > 0 ? await phoneOf(undecided) : null;
    const places = contactIds.map((contactId, place): Place => {
      const decision = decisions[place];
      if (decision === undefined)
        return { contactId, phoneId: present?.get(contactId) ?? null, isSkipped: false };
      const isSkipped = decision.startsWith('!');
      return { contactId, phoneId: isSkipped ? null : decision, isSkipped };
    });
    yield await standingsOf(database, places, ownRunId, otherRunIds);
  }
}

async function standingsOf(
  database: Database,
  places: readonly Place[],
  ownRunId: string,
  otherRunIds: readonly string[],
): Promise<PersonOfRun[]> {
  const idsOf = ({ phoneId }: Place, runIds: readonly string[]): string[] =>
    phoneId === null ? [] : runIds.map((runId) => messageIdOf(runId, phoneId));
  const all = [ownRunId, ...otherRunIds];
  const sent = await findSentBefore(
    database,
    places.flatMap((place) => idsOf(place, all)),
  );
  return places.map((place) => {
    const { contactId, isSkipped } = place;
    const [own = null, ...others] = idsOf(place, all).map((id) => sent.get(id) ?? null);
    // a second contact with the same number: the message is the first one's
    const isAnothers = own !== null && own.contactId !== contactId;
    return { contactId, ...standingAfter(isSkipped || isAnothers ? SKIPPED : own, others) };
  });
}

/** Run ids of a campaign from one number to another, both included. */
export const runIdsOf = (campaignId: string, from: number, through: number): string[] =>
  Array.from({ length: Math.max(0, through - from + 1) }, (_, place) => runIdOf(campaignId, from + place));

/** Messages by id; ids without a message are missing. */
export async function findSentBefore(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, SentBefore & Pick<MessageDocument, 'contactId'>>> {
  if (ids.length === 0) return new Map();
  const messages = await database
    .of(collections.messages)
    .find(
      { _id: { $in: [...ids] } },
      {
        projection: { contactId: 1, state: 1, code: 1, reason: 1, resentAt: 1 },
        batchSize: ids.length + 1,
      },
    )
    .toArray();
  return new Map(messages.map((message) => [message._id, message]));
}

type PhoneOf = (contactIds: readonly string[]) => Promise<Map<string, string | null>>;

/** Numbers as they are in the list now. */
async function createPhoneOf(
  database: Database,
  { contactListId, whatsappColumn }: Pick<CampaignDocument, 'contactListId' | 'whatsappColumn'>,
): Promise<PhoneOf> {
  const list = await database
    .of(collections.contactLists)
    .findOne({ _id: contactListId }, { projection: { whatsappColumns: 1 } });
  const columns = list?.whatsappColumns.map(({ columnName }) => columnName) ?? [];
  const position = columnPosition(columns, whatsappColumn);
  return async (contactIds) => {
    const contacts = await database
      .of(collections.contacts)
      .find(
        { _id: { $in: contactIds.map((id) => contactKeyOf(contactListId, id)) } },
        { projection: { phoneIds: 1 }, batchSize: contactIds.length + 1 },
      )
      .toArray();
    return new Map(
      contacts.map(({ _id, phoneIds }) => [contactIdOf(contactListId, _id), phoneIds[position] ?? null]),
    );
  };
}
