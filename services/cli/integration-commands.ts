/** `wac integrations …` */
import { randomUUID } from 'node:crypto';
import { Option, type Command } from 'commander';
import { collections, type IntegrationDocument } from '../../schemas/collections.ts';
import type { ProductPolicy, RegisterIntegration } from '../../schemas/types.ts';
import { effectivePerSecond } from '../domain/provider/throughput.ts';
import { readWhole } from './arguments.ts';
import { addConfirmRestore, stateOfNumber } from './confirm-restore.ts';
import { findByName, getByName } from '../queries/find-by-name.ts';
import type { WithSession } from './program.ts';
import { showIntegration } from './terminal/show-integration.ts';
import { table } from './terminal/table.ts';

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
};

export function addIntegrationCommands(program: Command, withSession: WithSession): void {
  const integrations = program
    .command('integrations')
    .description('WhatsApp integrations: business phone numbers');
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
        'where messages are sent to; marketing_messages takes marketing templates only',
      ).choices(['messages', 'marketing_messages']),
    )
    .addOption(
      new Option('--product-policy <policy>', 'marketing_messages only').choices([
        'CLOUD_API_FALLBACK',
        'STRICT',
      ]),
    )
    .option('--activity-sharing', 'marketing_messages only: share activity on messages with WhatsApp')
    .option('--no-activity-sharing', 'marketing_messages only: do not')
    .addHelpText(
      'after',
      `
Example:
  $ wac integrations register --name "Main number" --phone-number-id 106540352242922 --phone-number "+1 555 010 0000"`,
    )
    .action(
      withSession(async (session, options: RegisterOptions) => {
        const known = await findByName(await session.database(), collections.integrations, options.name);
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
        });
        session.result({ id, name: options.name }, `integration ${id}`);
      }),
    );
  integrations
    .command('list')
    .description('all integrations')
    .action(
      withSession(async (session) => {
        const database = await session.database();
        const found = await database.of(collections.integrations).find().sort({ name: 1 }).toArray();
        const paces = new Map(
          (
            await database
              .of(collections.pace)
              .find({}, { projection: { fence: 1 } })
              .toArray()
          ).map((pace) => [pace._id, pace]),
        );
        if (session.json)
          return found.forEach(({ _id, ...rest }) =>
            session.result({ id: _id, ...rest, fence: paces.get(_id)?.fence ?? null }, ''),
          );
        const rows = found.map((one) => [
          one._id,
          one.name,
          one.displayPhoneNumber,
          String(effectivePerSecond(one)),
          one.number?.level ?? '-',
          one.number?.qualityRating ?? '-',
          one.number?.limitTier ?? '-',
          stateOfNumber(one, paces.get(one._id)),
        ]);
        session.result(
          null,
          table([['ID', 'NAME', 'NUMBER', 'PER SECOND', 'LEVEL', 'QUALITY', 'PER 24 H', 'STATE'], ...rows]),
        );
      }),
    );
  integrations
    .command('show')
    .description('one integration: what the provider says of its number, and how well we are in step')
    .argument('<integration>', 'name or id')
    .action(
      withSession(async (session, reference: string) =>
        showIntegration(
          session,
          await getByName(await session.database(), collections.integrations, 'integration', reference),
        ),
      ),
    );
  addConfirmRestore(integrations, withSession);
}

/** What is not given stays as it is; the plain endpoint knows neither policy nor sharing. */
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
