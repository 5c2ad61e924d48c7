/** `wac integrations …` */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { collections } from '../../schemas/collections.ts';
import { readWhole } from './arguments.ts';
import { addConfirmRestore, stateOfNumber } from './confirm-restore.ts';
import { findByName } from './find-by-name.ts';
import type { WithSession } from './program.ts';
import { table } from './table.ts';

type RegisterOptions = {
  name: string;
  phoneNumberId: string;
  phoneNumber: string;
  businessAccountId: string;
  perSecond: number;
  credentials: string;
  inactive?: boolean;
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
      'name of the access token in the sender’s settings, never the token',
      'default',
    )
    .option('--inactive', 'campaigns that use it become invalid')
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
          String(one.messagesPerSecond),
          stateOfNumber(one, paces.get(one._id)),
        ]);
        session.result(null, table([['ID', 'NAME', 'NUMBER', 'PER SECOND', 'STATE'], ...rows]));
      }),
    );
  addConfirmRestore(integrations, withSession);
}
