/** `wac opt-outs …` */
import type { Command } from 'commander';
import { findPossibleOptOuts } from '../queries/contacts/possible-opt-outs.ts';
import { getIntegration } from '../queries/integrations/integrations.ts';
import { listOptOuts } from '../queries/opt-outs/opt-outs.ts';
import { readWhole } from './arguments/arguments.ts';
import { counted } from './terminal/counted.ts';
import { showAll } from './terminal/show-all.ts';
import { table } from './terminal/table.ts';
import type { WithSession } from './with-session.ts';

type Options = { integration: string };

export function addOptOutCommands(program: Command, withSession: WithSession): void {
  const optOuts = program
    .command('opt-outs')
    .description('recipients who opted out of the messages of a WhatsApp number');
  optOuts
    .command('list')
    .description('recipients who opted out, and when')
    .requiredOption('--integration <integration>', 'name or id')
    .action(
      withSession(async (session, { integration }: Options) => {
        const database = await session.database();
        const { _id, name } = await getIntegration(database, integration);
        const count = await showAll(session, {
          read: (request) => listOptOuts(database, _id, request),
          none: `no recipient has opted out of ${name}`,
          columns: ['PHONE ID', 'OPTED OUT AT'],
          row: ({ phoneId, optedOutAt }) => [phoneId, optedOutAt?.toISOString() ?? '-'],
          view: (optOut) => optOut,
        });
        if (count > 0) session.say(`${count.toLocaleString('en-US')} opted out`);
      }),
    );
  optOuts
    .command('possible')
    .description(
      'replies that may be opt-outs, for review: similar to a stop word, or from an unknown number',
    )
    .requiredOption('--integration <integration>', 'name or id')
    .option('--limit <n>', 'show at most this many, the latest first', readWhole, 100)
    .action(
      withSession(async (session, options: Options & { limit: number }) => {
        const database = await session.database();
        const { _id } = await getIntegration(database, options.integration);
        const answers = await findPossibleOptOuts(database, _id, Math.max(options.limit, 1));
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
        withSession(async (session, numbers: string[], { integration }: Options) => {
          const { _id, name: called } = await getIntegration(await session.database(), integration);
          await session.send(_id, { type, numbers });
          session.result(
            { integrationId: _id, [name === 'add' ? 'added' : 'removed']: numbers.length },
            `${counted(numbers.length, 'number')} ${name === 'add' ? 'on' : 'off'} the opt-out list of ${called}`,
          );
        }),
      );
  };
  change('add', 'AddOptOuts', 'add recipients to the opt-out list: they get no further messages');
  change('remove', 'RemoveOptOuts', 'remove recipients from the opt-out list: they may get messages again');
}
