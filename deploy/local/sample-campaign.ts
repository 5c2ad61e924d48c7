/** The sample: a list of 1,000 contacts, a do-not-contact list, a filter, four sort columns and a campaign, all by commands. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createReadStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { collections, UPLOADS_BUCKET } from '../../schemas/collections.ts';
import type { CampaignCommand, CommandDecided, TemplateBinding } from '../../schemas/types.ts';
import { openCommandClient, type CommandClient } from '../../services/commands/command-client.ts';
import type { Database } from '../../services/platform/mongo/mongo.ts';
import type { ServiceContext } from '../../services/platform/process/run-service.ts';
import { openUpload, storeUpload } from '../../services/platform/mongo/uploads.ts';
import { projectRoot } from './project-root.ts';

export const SAMPLE_MESSAGES_PER_MINUTE = 3_000;
const IMPORT_WITHIN_MS = 60_000;
const TEMPLATES_WITHIN_MS = 15_000;
/** As in sample/scenario.json. */
const ACCOUNT = '102290129340398';

/** Ids that are the same at every start: repeated commands have no second effect. */
const sampleId = (name: string): string => {
  const hex = createHash('sha256').update(`sample/${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

export const sample = {
  campaignId: sampleId('campaign'),
  contactListId: sampleId('contacts'),
  dncListId: sampleId('do-not-contact'),
  filterId: sampleId('filter'),
  integrationId: sampleId('integration'),
};

/** A command of the sample was refused: the text has its faults. */
class SampleRefused extends Error {}

/**
 * Creates what is missing and starts the campaign; at a later start the campaign runs again, as a new run.
 * @param say gets a sentence for each step
 */
export async function startSampleCampaign(
  context: ServiceContext,
  say: (line: string) => void,
): Promise<void> {
  const database = await context.mongo();
  const client = await openCommandClient(context);
  const once = (name: string, subjectId: string, body: CampaignCommand['body']): Promise<CommandDecided> =>
    command(client, name, subjectId, body, sampleId(`command/${name}`));

  say('uploading contacts.csv and do-not-contact.csv');
  const contacts = await upload(database, 'contacts.csv');
  const numbers = await upload(database, 'do-not-contact.csv');
  await once('create contact list', sample.contactListId, {
    type: 'CreateContactList',
    name: 'Sample contacts',
    divisionId: null,
    whatsappColumns: [{ columnName: 'Phone', type: 'cell', contactableTimeColumn: null }],
    contactIdColumn: 'Customer',
    defaultCountry: 'US',
    timeZone: null,
    columnNames: null,
    source: { uploadId: contacts, path: null, url: null },
  });
  await once('create do-not-contact list', sample.dncListId, {
    type: 'CreateDncList',
    name: 'Sample do-not-contact',
    divisionId: null,
    contactMethod: 'Phone',
    phoneColumns: ['DNC_Home', 'DNC_Cell', 'DNC_Work'],
    defaultCountry: 'US',
    source: { uploadId: numbers, path: null, url: null },
  });
  await importsEnded(
    database,
    [sampleId('command/create contact list'), sampleId('command/create do-not-contact list')],
    say,
  );
  await once('register integration', sample.integrationId, {
    type: 'RegisterIntegration',
    name: 'Sample number',
    phoneNumberId: '106540352242922',
    displayPhoneNumber: '+1 555 078 3881',
    businessAccountId: ACCOUNT,
    messagesPerSecond: 80,
    credentials: 'default',
    active: true,
  });
  await templatesRead(database, client, say);
  await once('create filter', sample.filterId, {
    type: 'CreateContactListFilter',
    name: 'Sample: members with a balance',
    contactListId: sample.contactListId,
    filterType: 'AND',
    clauses: [
      {
        filterType: 'AND',
        predicates: [
          {
            column: 'Tier',
            columnType: 'alphabetic',
            operator: 'IN',
            value: null,
            range: {
              min: null,
              max: null,
              minInclusive: true,
              maxInclusive: true,
              inSet: ['gold', 'silver', 'bronze'],
            },
            inverted: false,
          },
          {
            column: 'Balance',
            columnType: 'numeric',
            operator: 'GREATER_THAN',
            value: '10',
            range: null,
            inverted: false,
          },
        ],
      },
    ],
  });
  await once('create campaign', sample.campaignId, {
    type: 'CreateCampaign',
    name: 'Sample campaign',
    divisionId: null,
    contactListId: sample.contactListId,
    whatsappColumn: 'Phone',
    integrationId: sample.integrationId,
    messagesPerMinute: SAMPLE_MESSAGES_PER_MINUTE,
    template: {
      name: 'member_statement',
      language: 'en_US',
      header: [{ ...constant('https://example.com/spring.png'), kind: 'IMAGE' }],
      body: [
        column('First Name'),
        { ...column('Member Since'), kind: 'DATE_TIME' },
        { ...column('Balance'), kind: 'CURRENCY', parts: [{ name: 'code', column: null, value: 'USD' }] },
      ],
      buttons: [{ index: 0, subType: 'url', binding: column('Customer') }],
    },
    dncListIds: [sample.dncListId],
    contactListFilterIds: [sample.filterId],
    contactSorts: [
      { fieldName: 'Tier', direction: 'DESC', numeric: false },
      { fieldName: 'Balance', direction: 'DESC', numeric: true },
      { fieldName: 'Member Since', direction: 'ASC', numeric: false },
      { fieldName: 'Last Name', direction: 'ASC', numeric: false },
    ],
    alwaysRunning: false,
    callableTimes: null,
  });
  say('starting the campaign');
  await command(client, 'start campaign', sample.campaignId, {
    type: 'StartCampaign',
    notBefore: null,
    notAfter: null,
  });
}

const column = (name: string): TemplateBinding => ({ name: null, column: name, value: null });
const constant = (value: string): TemplateBinding => ({ name: null, column: null, value });

/** The campaign's template is checked against the account's templates, which must be known first. */
async function templatesRead(
  database: Database,
  client: CommandClient,
  say: (line: string) => void,
): Promise<void> {
  const { decidedAt } = await command(client, 'sync templates', sample.integrationId, {
    type: 'SyncTemplates',
  });
  const at = new Date(decidedAt);
  for (const end = Date.now() + TEMPLATES_WITHIN_MS; Date.now() < end; await delay(100)) {
    const sync = await database
      .of(collections.providerSyncs)
      .findOne({ _id: `templates:${ACCOUNT}`, startedAt: { $gte: at } });
    if (!sync?.endedAt || !sync.startedAt || sync.endedAt < sync.startedAt) continue;
    return say(
      sync.error
        ? `templates cannot be read: ${sync.error.message}`
        : `templates: ${sync.count} in the account`,
    );
  }
  say('templates were not read in time: the campaign is not checked against them');
}

async function command(
  client: CommandClient,
  name: string,
  subjectId: string,
  body: CampaignCommand['body'],
  commandId?: string,
): Promise<CommandDecided> {
  const outcome = await client.send(subjectId, body, {
    issuedBy: 'sample',
    ...(commandId ? { commandId } : {}),
  });
  if (outcome.accepted) return outcome;
  throw new SampleRefused(
    `"${name}" was refused: ${outcome.errors.map((fault) => `${fault.code}: ${fault.message}`).join('; ')}`,
  );
}

async function upload(database: Database, file: string): Promise<string> {
  const id = sampleId(`upload/${file}`);
  if (!(await openUpload(database, UPLOADS_BUCKET, id))) {
    await storeUpload(
      database,
      UPLOADS_BUCKET,
      id,
      file,
      createReadStream(join(projectRoot(), 'deploy', 'local', 'sample', file)),
    );
  }
  return id;
}

async function importsEnded(
  database: Database,
  importIds: string[],
  say: (line: string) => void,
): Promise<void> {
  for (const end = Date.now() + IMPORT_WITHIN_MS; ; await delay(100)) {
    const imports = await database
      .of(collections.imports)
      .find({ _id: { $in: importIds } })
      .toArray();
    const failed = imports.find((job) => job.state === 'FAILED');
    if (failed)
      throw new SampleRefused(
        `import ${failed._id} failed: ${failed.failureReason} ${failed.failureDetail ?? ''}`,
      );
    if (imports.length === importIds.length && imports.every((job) => job.state === 'FINISHED')) {
      for (const job of imports)
        say(
          `${job.kind === 'DNC' ? 'do-not-contact list' : 'contact list'}: ${job.rowsRead} rows read, ${job.imported + job.unchanged} in, ${job.rejected} rejected`,
        );
      return;
    }
    if (Date.now() > end) throw new SampleRefused(`imports did not end within ${IMPORT_WITHIN_MS / 1_000} s`);
  }
}
