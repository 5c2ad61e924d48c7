/** `wac integrations …` */
import { randomUUID } from 'node:crypto';
import { Option, type Command } from 'commander';
import type { IntegrationDocument, PaceDocument } from '../../../schemas/collections.ts';
import type { ProductPolicy, RegisterIntegration } from '../../../schemas/types.ts';
import { effectivePerSecond } from '../../domain/provider/throughput.ts';
import { readWhole } from '../arguments/arguments.ts';
import { addConfirmRestore, stateOfNumber } from './confirm-restore.ts';
import { addLiftHold } from './lift-hold.ts';
import {
  findFences,
  findIntegration,
  getIntegration,
  listIntegrations,
} from '../../queries/integrations/integrations.ts';
import { mapPage, type Page, type PageRequest } from '../../queries/page.ts';
import { confirm } from '../terminal/confirm.ts';
import { showAll } from '../terminal/show-all.ts';
import type { WithSession } from '../with-session.ts';
import { showIntegration } from '../terminal/show-integration.ts';

type RegisterOptions = {
  name: string;
  phoneNumberId: string;
  phoneNumber: string;
  businessAccountId: string;
  perSecond: number;
  credentials: string;
  inactive?: boolean;
  endpoint?: string;
  productPolicy?: string;
  activitySharing?: boolean;
  portfolio?: string;
};

export function addIntegrationCommands(program: Command, withSession: WithSession): void {
  const integrations = program
    .command('integrations')
    .description('WhatsApp integrations: business phone numbers');
  addRegister(integrations, withSession);
  addList(integrations, withSession);
  addShow(integrations, withSession);
  addDelete(integrations, withSession);
  addConfirmRestore(integrations, withSession);
  addLiftHold(integrations, withSession);
}

function addRegister(integrations: Command, withSession: WithSession): void {
  integrations
    .command('register')
    .description('register a number, or change the one with this name')
    .requiredOption('--name <name>', 'name of the integration')
    .requiredOption('--phone-number-id <id>', 'Meta’s id of the business phone number')
    .requiredOption('--phone-number <number>', 'the number as people read it, e.g. "+1 555 010 0000"')
    .option('--business-account-id <id>', 'WhatsApp Business Account id', '')
    .option(
      '--per-second <messages>',
      'throughput of the number: 80 (STANDARD) or 1000 (HIGH)',
      readWhole,
      80,
    )
    .option(
      '--credentials <name>',
      'name of the access token in the settings of sender and campaigns, never the token',
      'default',
    )
    .option('--inactive', 'campaigns that use it become invalid')
    .addOption(
      new Option(
        '--endpoint <endpoint>',
        'API to send with; marketing_messages accepts marketing templates only',
      ).choices(['messages', 'marketing_messages']),
    )
    .addOption(
      new Option('--product-policy <policy>', 'marketing_messages only').choices([
        'CLOUD_API_FALLBACK',
        'STRICT',
      ]),
    )
    .option('--activity-sharing', 'marketing_messages only: share activity on messages with WhatsApp')
    .option('--no-activity-sharing', 'marketing_messages only: do not share')
    .option(
      '--portfolio <id>',
      'business portfolio, if numbers of several business accounts share its messaging limit',
    )
    .addHelpText(
      'after',
      `
Example:
  $ wac integrations register --name "Main number" --phone-number-id 106540352242922 --phone-number "+1 555 010 0000"`,
    )
    .action(
      withSession(async (session, options: RegisterOptions) => {
        const known = await findIntegration(await session.database(), options.name);
        const id = known?._id ?? randomUUID();
        await session.send(id, {
          type: 'RegisterIntegration',
          name: known?._id === options.name ? known.name : options.name,
          phoneNumberId: options.phoneNumberId,
          displayPhoneNumber: options.phoneNumber,
          businessAccountId: options.businessAccountId,
          messagesPerSecond: options.perSecond,
          credentials: options.credentials,
          active: options.inactive !== true,
          ...marketingOf(options, known),
          portfolioId: options.portfolio ?? known?.portfolioId ?? null,
        });
        session.result({ id, name: options.name }, `integration ${id}`);
      }),
    );
}

function addList(integrations: Command, withSession: WithSession): void {
  integrations
    .command('list')
    .description('all integrations')
    .action(
      withSession(async (session) => {
        const database = await session.database();
        type Listed = IntegrationDocument & { fence: PaceDocument['fence'] | null };
        const read = async (request: PageRequest): Promise<Page<Listed>> => {
          const page = await listIntegrations(database, request);
          const fences = await findFences(
            database,
            page.items.map(({ _id }) => _id),
          );
          return mapPage(page, (integration) => ({
            ...integration,
            fence: fences.get(integration._id) ?? null,
          }));
        };
        await showAll(session, {
          read,
          none: 'there are no integrations yet: register one with `wac integrations register`',
          columns: ['ID', 'NAME', 'NUMBER', 'PER SECOND', 'LEVEL', 'QUALITY', 'PER 24 H', 'STATE'],
          row: (integration) => [
            ...[integration._id, integration.name, integration.displayPhoneNumber],
            String(effectivePerSecond(integration)),
            integration.number?.level ?? '-',
            integration.number?.qualityRating ?? '-',
            integration.number?.limitTier ?? '-',
            stateOfNumber(integration, integration.fence ?? undefined),
          ],
          view: ({ _id, ...rest }) => ({ id: _id, ...rest }),
        });
      }),
    );
}

function addShow(integrations: Command, withSession: WithSession): void {
  integrations
    .command('show')
    .description('one integration, with what the provider reports about its number and when it was read')
    .argument('<integration>', 'name or id')
    .action(
      withSession(async (session, reference: string) =>
        showIntegration(session, await getIntegration(await session.database(), reference)),
      ),
    );
}

function addDelete(integrations: Command, withSession: WithSession): void {
  integrations
    .command('delete')
    .description('delete a number that has no campaigns and no opt-outs')
    .argument('<integration>', 'name or id')
    .option('--yes', 'without asking')
    .action(
      withSession(async (session, reference: string, options: { yes?: boolean }) => {
        const { _id, name, phoneNumberId } = await getIntegration(await session.database(), reference);
        await confirm(session, `Delete the integration "${name}"`, options.yes);
        await session.send(_id, { type: 'DeleteIntegration', phoneNumberId });
        session.result({ id: _id, deleted: true }, `deleted ${name}`);
      }),
    );
}

/** Options that are not given keep their values; the plain endpoint has neither policy nor sharing. */
function marketingOf(
  { endpoint, productPolicy, activitySharing }: RegisterOptions,
  known: IntegrationDocument | null,
): Required<Pick<RegisterIntegration, 'endpoint' | 'productPolicy' | 'messageActivitySharing'>> {
  const isMarketing =
    endpoint === undefined ? known?.endpoint === 'MARKETING_MESSAGES' : endpoint === 'marketing_messages';
  const before = isMarketing ? known : null;
  return {
    endpoint: isMarketing ? 'MARKETING_MESSAGES' : 'MESSAGES',
    productPolicy: (productPolicy as ProductPolicy | undefined) ?? before?.productPolicy ?? null,
    messageActivitySharing: activitySharing ?? before?.messageActivitySharing ?? null,
  };
}
