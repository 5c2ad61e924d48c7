/** `wac campaigns …` */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { CampaignCommand } from '../../schemas/types.ts';
import { defaultAmbiguity } from '../domain/campaign/ambiguity.ts';
import { readWhole } from './arguments/arguments.ts';
import { givenFields, type DefinitionOptions } from './arguments/campaign-definition.ts';
import { divisionIdOf } from '../queries/divisions/divisions.ts';
import { UsageError } from './exit-codes.ts';
import { findCampaign, getCampaign, listCampaigns } from '../queries/campaigns/list-campaigns.ts';
import { previewCampaign, type PreviewOptions } from '../queries/campaigns/preview-campaign.ts';
import type { WithSession } from './with-session.ts';
import { withDefinition } from './arguments/campaign-options.ts';
import { showCampaign } from './terminal/show-campaign.ts';
import { addCopyCommand } from './arguments/copy-campaign.ts';
import { addResendCommand } from './campaigns/resend-campaign.ts';
import { addStartCommand } from './campaigns/start-campaign.ts';
import { showCampaignPreview } from './terminal/show-campaign-preview.ts';
import { showAll } from './terminal/show-all.ts';
import { showWhy } from './terminal/show-why.ts';
import { watchCampaign } from './terminal/watch-campaign.ts';

type CreateOptions = DefinitionOptions & { name: string; division?: string; alwaysRunning?: boolean };
type UpdateOptions = DefinitionOptions & {
  name?: string;
  alwaysRunning?: boolean;
  basedOn?: number;
  clearDnc?: boolean;
  clearFilter?: boolean;
  clearSort?: boolean;
  clearCallable?: boolean;
};

const EXAMPLE = `
Parameters of the template are columns: --body first_name,city fills {{1}} and {{2}}. "city|your town" gives a value for empty cells,
"'Hello'" a constant, "name=first_name" a named parameter. Other kinds: "currency:EUR:balance", "date:due", "datetime:due", "time:due";
in the header "image:'https://…'", "video:…", "document:pdf[filename=file]", "location[latitude=lat][longitude=lon]" (docs/templates.md).

Example:
  $ wac campaigns create --name Spring --list Customers --whatsapp-column phone --integration "Main number" \\
      --template spring_offer:en_US --body first_name,amount --rate 600 --dnc Blocked --filter Adults \\
      --sort amount:desc:numeric --sort city \\
      --callable "mon-fri 09:00-18:00" --callable "sat 10:00-14:00" --time-zone Europe/Berlin`;

export function addCampaignCommands(program: Command, withSession: WithSession): void {
  const campaigns = program.command('campaigns').description('campaigns');
  addCreate(campaigns, withSession);
  addUpdate(campaigns, withSession);
  addStartCommand(campaigns, withSession);
  addSteps(campaigns, withSession);
  addResendCommand(campaigns, withSession);
  addCopyCommand(campaigns, withSession);
  addList(campaigns, withSession);
  addShow(campaigns, withSession);
  addWhy(campaigns, withSession);
  addPreview(campaigns, withSession);
  addWatch(campaigns, withSession);
}

function addCreate(campaigns: Command, withSession: WithSession): void {
  withDefinition(campaigns.command('create').description('create a campaign; it is off until it is started'))
    .requiredOption('--name <name>', 'unique, at most 64 characters')
    .option('--division <division>', 'division, name or id (default: Home)')
    .option('--always-running', 'the campaign does not complete; it waits for more contacts')
    .addHelpText('after', EXAMPLE)
    .action(
      withSession(async (session, options: CreateOptions) => {
        const missing = (
          [
            ['list', '--list'],
            ['whatsappColumn', '--whatsapp-column'],
            ['integration', '--integration'],
            ['template', '--template'],
            ['rate', '--rate'],
          ] as const
        ).flatMap(([key, flag]) =>
          options[key] === undefined && !(key === 'template' && options.templateJson) ? [flag] : [],
        );
        if (missing.length > 0) throw new UsageError(`a campaign needs ${missing.join(', ')}`);
        const given = await givenFields(await session.database(), options);
        const id = randomUUID();
        const outcome = await session.send(id, {
          type: 'CreateCampaign',
          name: options.name,
          divisionId: await divisionIdOf(await session.database(), options.division),
          contactListId: given.contactListId ?? '',
          whatsappColumn: given.whatsappColumn ?? '',
          integrationId: given.integrationId ?? '',
          messagesPerMinute: given.messagesPerMinute ?? 0,
          template: given.template ?? { name: '', language: '', header: [], body: [], buttons: [] },
          dncListIds: given.dncListIds ?? [],
          contactListFilterIds: given.contactListFilterIds ?? [],
          contactSorts: given.contactSorts ?? [],
          alwaysRunning: options.alwaysRunning ?? false,
          ambiguity: given.ambiguity ?? defaultAmbiguity,
          callableTimes: given.callableTimes,
        });
        const templatesKnown = !(outcome.warnings ?? []).some(
          ({ code }) => code === 'content.template.not.checked',
        );
        session.result({ id, name: options.name, status: 'off', templatesKnown }, `campaign ${id}`);
      }),
    );
}

function addUpdate(campaigns: Command, withSession: WithSession): void {
  withDefinition(
    campaigns.command('update').description('change a campaign; options that are left out keep their values'),
  )
    .argument('<campaign>', 'name or id')
    .option('--name <name>', 'new name')
    .option('--always-running', 'the campaign does not complete; it waits for more contacts')
    .option('--no-always-running', 'the campaign completes when all its contacts are done')
    .option('--clear-dnc', 'without DNC lists')
    .option('--clear-filter', 'without filter')
    .option('--clear-sort', 'in order of arrival')
    .option('--clear-callable', 'at any time')
    .option('--based-on <version>', 'refuse the change unless this is the current version', readWhole)
    .addHelpText('after', '\nExample:\n  $ wac campaigns update Spring --rate 1200')
    .action(
      withSession(async (session, reference: string, options: UpdateOptions) => {
        const { basedOn, ...changes } = options;
        if (Object.keys(changes).length === 0)
          throw new UsageError('nothing to change: give at least one option (wac campaigns update --help)');
        const campaign = await getCampaign(await session.database(), reference);
        const given = await givenFields(await session.database(), options);
        const outcome = await session.send(campaign._id, {
          type: 'UpdateCampaign',
          ...given,
          version: basedOn ?? campaign.version,
          name: options.name ?? null,
          alwaysRunning: options.alwaysRunning ?? null,
          dncListIds: options.clearDnc ? [] : given.dncListIds,
          contactListFilterIds: options.clearFilter ? [] : given.contactListFilterIds,
          contactSorts: options.clearSort ? [] : given.contactSorts,
          callableTimes: options.clearCallable ? { timeZone: 'UTC', ranges: [] } : given.callableTimes,
        });
        session.result(
          { id: campaign._id, version: outcome.version },
          `version ${outcome.version ?? '-'} of ${campaign.name}`,
        );
      }),
    );
}

/** Commands that only change the status. */
function addSteps(campaigns: Command, withSession: WithSession): void {
  const simple = (
    name: string,
    description: string,
    type: SimpleKind,
    done: (status: string) => string,
  ): void => {
    campaigns
      .command(name)
      .description(description)
      .argument('<campaign>', 'name or id')
      .addHelpText('after', `\nExample:\n  $ wac campaigns ${name} Spring`)
      .action(
        withSession(async (session, reference: string) => {
          const database = await session.database();
          const { _id, name: called } = await getCampaign(database, reference);
          await session.send(_id, type === 'DeleteCampaign' ? { type, campaignId: _id } : { type });
          const after = await findCampaign(database, _id);
          const status = after?.status ?? 'deleted';
          session.result(
            { id: _id, name: called, status, runId: after?.runId ?? null },
            `${called} ${done(status)}`,
          );
        }),
      );
  };
  simple('stop', 'stop a campaign; requests in flight end first', 'StopCampaign', (status) =>
    status === 'stopping' ? 'is stopping' : `is ${status}`,
  );
  simple(
    'recycle',
    'run again from the first contact at the next start',
    'RecycleCampaign',
    () => 'will run again from its first contact at the next start',
  );
  simple('delete', 'delete a campaign that is not running', 'DeleteCampaign', () => 'is deleted');
}

function addList(campaigns: Command, withSession: WithSession): void {
  campaigns
    .command('list')
    .description('all campaigns')
    .action(
      withSession(async (session) => {
        const database = await session.database();
        await showAll(session, {
          read: (request) => listCampaigns(database, request),
          none: 'there are no campaigns yet: create one with `wac campaigns create`',
          columns: ['ID', 'NAME', 'STATUS', 'PER MINUTE', 'RUN'],
          row: ({ _id, name, status, messagesPerMinute, runNumber }) => [
            ...[_id, name, status, String(messagesPerMinute), String(runNumber)],
          ],
          view: ({ _id, ...rest }) => ({ id: _id, ...rest }),
        });
      }),
    );
}

function addShow(campaigns: Command, withSession: WithSession): void {
  campaigns
    .command('show')
    .description('one campaign and its progress')
    .argument('<campaign>', 'name or id')
    .option('--run <number>', 'progress of an earlier run', readWhole)
    .action(
      withSession(async (session, reference: string, options: { run?: number }) =>
        showCampaign(session, await getCampaign(await session.database(), reference), options.run),
      ),
    );
}

function addWhy(campaigns: Command, withSession: WithSession): void {
  campaigns
    .command('why')
    .description('why a campaign does not send or is slower than its rate, what decides it, and until when')
    .argument('<campaign>', 'name or id')
    .addHelpText('after', '\nExample:\n  $ wac campaigns why Spring')
    .action(
      withSession(async (session, reference: string) =>
        showWhy(session, await getCampaign(await session.database(), reference)),
      ),
    );
}

function addPreview(campaigns: Command, withSession: WithSession): void {
  campaigns
    .command('preview')
    .description('the message that a contact would get; with --json the request that would be sent')
    .argument('<campaign>', 'name or id')
    .option('--contact <id>', 'id of the contact in the campaign’s list (default: its first contact)')
    .option('--phone <number>', 'the contact with this number, with country code')
    .addHelpText('after', '\nExample:\n  $ wac campaigns preview Spring --phone "+1 317 555 5555"')
    .action(
      withSession(async (session, reference: string, options: PreviewOptions) => {
        const campaign = await getCampaign(await session.database(), reference);
        showCampaignPreview(session, await previewCampaign(await session.database(), campaign, options));
      }),
    );
}

function addWatch(campaigns: Command, withSession: WithSession): void {
  campaigns
    .command('watch')
    .description('live progress until the campaign stops or completes')
    .argument('<campaign>', 'name or id')
    .addHelpText('after', '\nWithout a terminal: one line a second; with --json one object a line.')
    .action(
      withSession(async (session, reference: string) => {
        const { _id, name } = await getCampaign(await session.database(), reference);
        await watchCampaign(session, _id, name);
      }),
    );
}

type SimpleKind = Extract<
  CampaignCommand['body']['type'],
  'StopCampaign' | 'RecycleCampaign' | 'DeleteCampaign'
>;
