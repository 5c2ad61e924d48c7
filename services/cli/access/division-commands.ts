/** `wac divisions …` */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { countObjects, getDivision, listDivisions } from '../../queries/divisions/divisions.ts';
import { UsageError } from '../exit-codes.ts';
import { confirm } from '../terminal/confirm.ts';
import { showAll } from '../terminal/show-all.ts';
import { fields } from '../terminal/table.ts';
import type { WithSession } from '../with-session.ts';

export function addDivisionCommands(program: Command, withSession: WithSession): void {
  const divisions = program
    .command('divisions')
    .description('divisions: campaigns and lists lie in one, and roles are held within them');
  divisions
    .command('create')
    .description('make a division')
    .argument('<name>', 'name of the division')
    .option('--description <text>', 'what it is for', '')
    .addHelpText('after', '\nExample:\n  $ wac divisions create "North America"')
    .action(
      withSession(async (session, name: string, { description }: { description: string }) => {
        const id = randomUUID();
        await session.send(id, { type: 'SaveDivision', version: null, name, description });
        session.result({ id, name, description }, `division ${id}`);
      }),
    );
  divisions
    .command('update')
    .description('rename or describe a division')
    .argument('<division>', 'name or id')
    .option('--name <name>', 'new name')
    .option('--description <text>', 'new description')
    .action(
      withSession(async (session, reference: string, options: { name?: string; description?: string }) => {
        if (options.name === undefined && options.description === undefined)
          throw new UsageError('nothing to change: give --name or --description');
        const { _id, version, ...present } = await getDivision(await session.database(), reference);
        const name = options.name ?? present.name;
        const description = options.description ?? present.description;
        await session.send(_id, { type: 'SaveDivision', version, name, description });
        session.result({ id: _id, name, description }, `changed ${name}`);
      }),
    );
  divisions
    .command('list')
    .description('all divisions')
    .action(
      withSession(async (session) => {
        const database = await session.database();
        await showAll(session, {
          read: (request) => listDivisions(database, request),
          none: 'there are no divisions yet but Home',
          columns: ['ID', 'NAME', 'DESCRIPTION'],
          row: ({ _id, name, description }) => [_id, name, description],
          view: ({ _id, name, description, version }) => ({ id: _id, name, description, version }),
        });
      }),
    );
  divisions
    .command('show')
    .description('one division, and how much lies in it')
    .argument('<division>', 'name or id')
    .action(
      withSession(async (session, reference: string) => {
        const database = await session.database();
        const { _id, name, description, version } = await getDivision(database, reference);
        const { CAMPAIGN = 0, CONTACTLIST = 0, DNCLIST = 0 } = await countObjects(database, _id);
        const counts = { campaigns: CAMPAIGN, contactLists: CONTACTLIST, dncLists: DNCLIST };
        session.result(
          { id: _id, name, description, version, ...counts },
          fields({ id: _id, name, description, ...counts }),
        );
      }),
    );
  divisions
    .command('delete')
    .description('delete an empty division')
    .argument('<division>', 'name or id')
    .option('--yes', 'without asking')
    .action(
      withSession(async (session, reference: string, options: { yes?: boolean }) => {
        const { _id, name } = await getDivision(await session.database(), reference);
        await confirm(session, `Delete the division "${name}"`, options.yes);
        await session.send(_id, { type: 'DeleteDivision', divisionId: _id });
        session.result({ id: _id, deleted: true }, `deleted ${name}`);
      }),
    );
}
