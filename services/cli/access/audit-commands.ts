/** `wac audits`: who changed what. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  auditedKinds,
  type AuditDocument,
  type AuditedKind,
} from '../../../schemas/collections/audit-collections.ts';
import { findAudits } from '../../queries/audits.ts';
import { readLimit } from '../arguments/arguments.ts';
import { table } from '../terminal/table.ts';
import type { WithSession } from '../with-session.ts';

type Options = {
  who?: string;
  entity?: string;
  kind?: AuditedKind;
  action?: string;
  failed?: boolean;
  since?: Date;
  until?: Date;
  limit: number;
};

const PAGE = 1_000;

export function addAuditCommands(program: Command, withSession: WithSession): void {
  program
    .command('audits')
    .description('who changed what, before and after, through which door')
    .command('list')
    .description('the latest entries, the newest first')
    .option('--who <id>', 'id of the user or client; of the command line "wac:<name>"')
    .option('--entity <id>', 'id of what was changed')
    .addOption(new Option('--kind <kind>', 'kind of what was changed').choices(auditedKinds))
    .option('--action <name>', 'e.g. StartCampaign, SignIn, LockUser')
    .option('--failed', 'only what was refused')
    .option('--since <time>', 'since this ISO 8601 time', readTime)
    .option('--until <time>', 'before this ISO 8601 time', readTime)
    .option('--limit <number>', 'show at most this many', readLimit, 50)
    .addHelpText(
      'after',
      '\nExamples:\n  $ wac audits list --action SignIn --failed\n  $ wac audits list --entity 929446c3-563f-4f8a-8bd9-619fe3df6a65 --json',
    )
    .action(
      withSession(async (session, options: Options) => {
        const database = await session.database();
        const entries: AuditDocument[] = [];
        for (let skip = 0; entries.length < options.limit; skip += PAGE) {
          const size = Math.min(PAGE, options.limit - entries.length);
          const { items } = await findAudits(database, queryOf(options), { skip, size, isDescending: true });
          entries.push(...items);
          if (items.length < size) break;
        }
        if (entries.length === 0) session.say('no matching entries');
        if (session.json) for (const { _id, ...entry } of entries) session.result({ id: _id, ...entry }, '');
        else if (entries.length > 0)
          session.result(
            null,
            table([['WHEN', 'WHO', 'FROM', 'WHAT', 'OF', 'CHANGES'], ...entries.map(rowOf)]),
          );
      }),
    );
}

const queryOf = ({ who, entity, kind, action, failed, since, until }: Options) => ({
  visible: null,
  from: since ?? new Date(0),
  to: until ?? new Date(8.64e15),
  whoId: who,
  entityId: entity,
  action,
  kinds: kind === undefined ? undefined : [kind],
  isDone: failed ? false : undefined,
});

function rowOf({ at, who, from, action, entity, isDone, changes, faults }: AuditDocument): string[] {
  const what = isDone
    ? changes.map(({ property }) => property).join(', ')
    : `refused: ${faults.map(({ code }) => code).join(', ')}`;
  const door = from.address === null ? from.door : `${from.door} ${from.address}`;
  return [at.toISOString(), `${who.kind} ${who.name}`, door, action, entity.name ?? entity.id, what];
}

function readTime(text: string): Date {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError(`Expected an ISO 8601 time such as 2026-03-01T08:00Z, found "${text}".`);
  return new Date(at);
}
