/**
 * The sample: a list of 1,000 contacts, a do-not-contact list, a filter, four sort columns and a campaign,
 * all by commands.
 */
import { join } from 'node:path';
import { createReadStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { collections, UPLOADS_BUCKET } from '../../../schemas/collections.ts';
import type { CampaignCommand, CommandDecided } from '../../../schemas/types.ts';
import { openCommandClient, type CommandClient } from '../../../services/commands/command-client.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import type { ServiceContext } from '../../../services/platform/process/run-service.ts';
import { openUpload, storeUpload } from '../../../services/platform/mongo/uploads.ts';
import { projectRoot } from '../project-root.ts';
import {
  createCampaign,
  createContactList,
  createDncList,
  createFilter,
  registerIntegration,
  sample,
  SAMPLE_ACCOUNT,
  sampleId,
} from './sample-definition.ts';

const IMPORT_WITHIN_MS = 60_000;
const TEMPLATES_WITHIN_MS = 15_000;

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
  await once('create contact list', sample.contactListId, createContactList(contacts));
  await once('create do-not-contact list', sample.dncListId, createDncList(numbers));
  await importsEnded(
    database,
    [sampleId('command/create contact list'), sampleId('command/create do-not-contact list')],
    say,
  );
  await once('register integration', sample.integrationId, registerIntegration);
  await templatesRead(database, client, say);
  await once('create filter', sample.filterId, createFilter);
  await once('create campaign', sample.campaignId, createCampaign);
  say('starting the campaign');
  await command(client, 'start campaign', sample.campaignId, {
    type: 'StartCampaign',
    notBefore: null,
    notAfter: null,
  });
}

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
      .findOne({ _id: `templates:${SAMPLE_ACCOUNT}`, startedAt: { $gte: at } });
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
