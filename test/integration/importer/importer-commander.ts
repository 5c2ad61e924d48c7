/** What tests of the importer do to it: publish commands, wait for outcomes and for the ends of imports, read what is stored. */
import { randomUUID } from 'node:crypto';
import {
  collections,
  type CommandOutcomeDocument,
  type ContactDocument,
  type ImportDocument,
  type ImportRejectDocument,
} from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { CampaignCommand } from '../../../schemas/types.ts';
import type { ServiceContext } from '../../../services/platform/process/run-service.ts';
import { until } from '../../support/test-system.ts';

export type Body = CampaignCommand['body'];
type CreateContactList = Extract<Body, { type: 'CreateContactList' }>;
type CreateDncList = Extract<Body, { type: 'CreateDncList' }>;

export const commandOf = (subjectId: string, body: Body): CampaignCommand => ({
  commandId: randomUUID(),
  subjectId,
  issuedAt: Date.now(),
  issuedBy: 'test',
  body,
});

/** A list with the columns Name and Phone, from a file if one is named. */
export const contactList = (name: string, more: Partial<CreateContactList> = {}): CreateContactList => ({
  type: 'CreateContactList',
  name,
  divisionId: null,
  whatsappColumns: [{ columnName: 'Phone', type: 'personal', contactableTimeColumn: null }],
  contactIdColumn: null,
  defaultCountry: 'US',
  timeZone: null,
  columnNames: more.source ? null : ['Name', 'Phone'],
  source: null,
  ...more,
});

export const dncList = (name: string, more: Partial<CreateDncList> = {}): CreateDncList => ({
  type: 'CreateDncList',
  name,
  divisionId: null,
  contactMethod: 'Phone',
  phoneColumns: ['DNC_Home', 'DNC_Cell', 'DNC_Work'],
  defaultCountry: 'US',
  source: null,
  ...more,
});

export const fromPath = (path: string) => ({ uploadId: null, path, url: null });
export const fromUpload = (uploadId: string) => ({ uploadId, path: null, url: null });
export const fromUrl = (url: string) => ({ uploadId: null, path: null, url });

/** @param context the tester's own */
export function commander(context: ServiceContext) {
  const documents = async () => context.mongo();

  async function send(...commands: CampaignCommand[]): Promise<void> {
    await (await context.producer()).send(topics.campaignCommands, commands);
  }

  async function outcomeOf(command: CampaignCommand): Promise<CommandOutcomeDocument> {
    const database = await documents();
    return until(`${command.body.type} has an outcome`, () =>
      database.of(collections.commandOutcomes).findOne({ _id: command.commandId }),
    );
  }

  return {
    send,
    outcomeOf,
    /** Sends a command and waits for its outcome. */
    async carryOut(subjectId: string, body: Body): Promise<CommandOutcomeDocument> {
      const command = commandOf(subjectId, body);
      await send(command);
      return outcomeOf(command);
    },
    /** The import as it ended, its events published. */
    async endOf(importId: string, withinMs?: number): Promise<ImportDocument> {
      const database = await documents();
      return until(
        `import ${importId} has ended`,
        () =>
          database.of(collections.imports).findOne({
            _id: importId,
            state: { $in: ['FINISHED', 'FAILED'] },
            announced: { $exists: false },
          }),
        withinMs,
      );
    },
    /** Contacts of a list in the order of arrival. */
    async contactsOf(listId: string): Promise<ContactDocument[]> {
      const database = await documents();
      return database.of(collections.contacts).find({ listId }).sort({ arrival: 1 }).toArray();
    },
    async rejectsOf(importId: string): Promise<ImportRejectDocument[]> {
      const database = await documents();
      return database.of(collections.importRejects).find({ importId }).sort({ _id: 1 }).toArray();
    },
    /** Digits on a DNC list. */
    async numbersOf(listId: string): Promise<string[]> {
      const database = await documents();
      const found = await database.of(collections.dncNumbers).find({ listId }).sort({ _id: 1 }).toArray();
      return found.map(({ _id }) => _id.slice(listId.length + 1));
    },
  };
}
