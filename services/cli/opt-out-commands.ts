/** `wac opt-outs …` */
import type { Command } from 'commander';
import { collections, type IntegrationDocument } from '../../schemas/collections.ts';
import { optOutListIdOf } from '../domain/contact/contact.ts';
import { readWhole } from './arguments.ts';
import { findPossibleOptOuts } from '../queries/contacts/possible-opt-outs.ts';
import { getByName } from '../queries/find-by-name.ts';
import type { WithSession } from './program.ts';
import type { Session } from './session.ts';
import { table } from './terminal/table.ts';

type Options = { integration: string };

export function addOptOutCommands(program: Command, withSession: WithSession): void {
  const optOuts = program
    .command('opt-outs')
    .description('recipients who want no messages of a WhatsApp number');
  optOuts
    .command('list')
    .description('who opted out, and when')
    .requiredOption('--integration <integration>', 'name or id')
    .action(
      withSession(async (session, options: Options) => {
        const { _id } = await integrationOf(session, options);
        const listId = optOutListIdOf(_id);
        const entries = (await session.database())
          .of(collections.dncNumbers)
          .find({ _id: { $gte: `${listId}:`, $lt: `${listId};` } }); // ';' is the character after ':'
        let count = 0;
        const rows: string[][] = [];
        for await (const { _id: key, at } of entries) {
          const phoneId = key.slice(listId.length + 1);
          count += 1;
          if (session.json) session.result({ phoneId, optedOutAt: at ?? null }, '');
          else rows.push([phoneId, at?.toISOString() ?? '-']);
        }
        if (!session.json) session.result(null, table([['PHONE ID', 'OPTED OUT AT'], ...rows]));
        session.say(`${count} opted out`);
      }),
    );
  optOuts
    .command('possible')
    .description(
      'answers that may be opt-outs, for a person to look at: near a stop word, or of an unknown number',
    )
    .requiredOption('--integration <integration>', 'name or id')
    .option('--limit <n>', 'at most so many, the latest first', readWhole, 100)
    .action(
      withSession(async (session, options: Options & { limit: number }) => {
        const { _id } = await integrationOf(session, options);
        const answers = await findPossibleOptOuts(await session.database(), _id, Math.max(options.limit, 1));
        if (session.json) for (const answer of answers) session.result(answer, '');
        else
          session.result(
            null,
            table([
              ['AT', 'PHONE ID', 'USER ID', 'OPTED OUT', 'TEXT'],
              ...answers.map(({ at, phoneId, userId, isOptedOut, text }) => [
                at.toISOString(),
                phoneId ?? '-',
                userId ?? '-',
                isOptedOut ? 'yes' : 'no',
                text,
              ]),
            ]),
          );
        session.say(`${answers.length} answers; "wac opt-outs add" opts a number out`);
      }),
    );
  const change = (
    name: 'add' | 'remove',
    type: 'AddOptOuts' | 'RemoveOptOuts',
    description: string,
  ): void => {
    optOuts
      .command(name)
      .description(description)
      .argument('<numbers...>', 'phone numbers with country code')
      .requiredOption('--integration <integration>', 'name or id')
      .addHelpText(
        'after',
        `\nExample:\n  $ wac opt-outs ${name} --integration "Main number" "+1 317 555 5555"`,
      )
      .action(
        withSession(async (session, numbers: string[], options: Options) => {
          const { _id, name: called } = await integrationOf(session, options);
          await session.send(_id, { type, numbers });
          session.result(
            { integrationId: _id, [name === 'add' ? 'added' : 'removed']: numbers.length },
            `${numbers.length} numbers ${name === 'add' ? 'on' : 'off'} the opt-out list of ${called}`,
          );
        }),
      );
  };
  change('add', 'AddOptOuts', 'put recipients on the list: their next message is not sent');
  change('remove', 'RemoveOptOuts', 'take recipients off: they may be messaged again');
}

const integrationOf = async (session: Session, { integration }: Options): Promise<IntegrationDocument> =>
  getByName(await session.database(), collections.integrations, 'integration', integration);
