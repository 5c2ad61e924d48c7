/** `wac dnc …` for the numbers of a DNC list: add, remove, purge, export, check. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { DNC_END_COLUMN, dncExportColumns } from '../domain/contact/export-columns.ts';
import { toPhoneId, writtenFor } from '../domain/phone/phone-id.ts';
import { phoneFaultTexts } from '../domain/phone/phone-reading.ts';
import { MAX_DNC_DAYS } from '../domain/time/dnc-end.ts';
import {
  blocksOf,
  countEndedDncNumbers,
  findDncNumbers,
  getDncList,
  scanDncNumbers,
  sizeOfDncList,
  type Block,
} from '../queries/lists/dnc-lists.ts';
import { UsageError } from './exit-codes.ts';
import { counted } from './terminal/counted.ts';
import { table } from './terminal/table.ts';
import { writeRows, type RowFormat } from './terminal/write-rows.ts';
import type { WithSession } from './with-session.ts';

/** @param dnc the command `wac dnc` */
export function addDncNumberCommands(dnc: Command, withSession: WithSession): void {
  addAdd(dnc, withSession);
  addRemove(dnc, withSession);
  addPurge(dnc, withSession);
  addExport(dnc, withSession);
  addCheck(dnc, withSession);
}

function addAdd(dnc: Command, withSession: WithSession): void {
  dnc
    .command('add')
    .description('add numbers; running campaigns respect them at once')
    .argument('<list>', 'name or id')
    .argument('<numbers...>', 'phone numbers')
    .option(
      '--expires <time>',
      `ISO 8601 time at which the entries end, at most ${MAX_DNC_DAYS} days ahead`,
      readTime,
    )
    .addHelpText('after', '\nExample:\n  $ wac dnc add Blocked "+1 317 555 5555" --expires 2026-12-31T00:00Z')
    .action(
      withSession(async (session, reference: string, numbers: string[], options: { expires?: number }) => {
        const list = await getDncList(await session.database(), reference);
        await session.send(list._id, { type: 'AddDncNumbers', numbers, expiresAt: options.expires ?? null });
        session.result(
          { id: list._id, added: numbers.length },
          `${counted(numbers.length, 'number')} on ${list.name}`,
        );
      }),
    );
}

function addRemove(dnc: Command, withSession: WithSession): void {
  dnc
    .command('remove')
    .description('remove numbers')
    .argument('<list>', 'name or id')
    .argument('<numbers...>', 'phone numbers')
    .action(
      withSession(async (session, reference: string, numbers: string[]) => {
        const list = await getDncList(await session.database(), reference);
        const phoneIds = numbers.flatMap((text) => {
          const reading = toPhoneId(text.trim(), list.defaultCountry);
          return reading.ok ? [reading.phoneId] : [];
        });
        const before = await findDncNumbers(
          await session.database(),
          list._id,
          phoneIds.slice(0, 1_000),
          new Date(),
        );
        await session.send(list._id, { type: 'RemoveDncNumbers', numbers });
        const removed = before.size;
        const missing = new Set(phoneIds).size - removed;
        session.result(
          { id: list._id, asked: numbers.length, removed },
          `${counted(removed, 'number')} taken off ${list.name}${missing > 0 ? `; ${missing} ${missing === 1 ? 'was' : 'were'} not on it` : ''}`,
        );
      }),
    );
}

function addPurge(dnc: Command, withSession: WithSession): void {
  dnc
    .command('purge')
    .description('remove expired entries and recount the list; expired entries block no number in any case')
    .argument('<list>', 'name or id')
    .addHelpText('after', '\nExample:\n  $ wac dnc purge Blocked')
    .action(
      withSession(async (session, reference: string) => {
        const database = await session.database();
        const list = await getDncList(database, reference);
        const endedAt = new Date();
        const ended = await countEndedDncNumbers(database, list._id, endedAt);
        for (let left = ended, before = Infinity; left < before;) {
          before = left;
          await session.send(list._id, { type: 'PurgeDncNumbers' }); // a part of them
          left = await countEndedDncNumbers(database, list._id, endedAt);
          if (left === 0) break;
        }
        const size = await sizeOfDncList(database, list._id);
        session.result(
          { id: list._id, removed: ended, size },
          `${counted(ended, 'ended entry', 'ended entries')} removed, ${counted(size, 'number')} on ${list.name}`,
        );
      }),
    );
}

function addExport(dnc: Command, withSession: WithSession): void {
  dnc
    .command('export')
    .description('all numbers with their expiry times; can be imported again')
    .argument('<list>', 'name or id')
    .addOption(new Option('--format <format>', 'csv or ndjson').choices(['csv', 'ndjson']).default('csv'))
    .option('--out <file>', 'write to a file instead of standard output')
    .addHelpText('after', '\nExample:\n  $ wac dnc export Blocked --out blocked.csv')
    .action(
      withSession(async (session, reference: string, options: { format: RowFormat; out?: string }) => {
        const database = await session.database();
        const list = await getDncList(database, reference);
        const columns = dncExportColumns(list.phoneColumns);
        const [phone = ''] = columns;
        async function* rows() {
          for await (const { phoneId, expiresAt } of scanDncNumbers(database, list._id, new Date()))
            yield {
              [phone]: writtenFor(phoneId, list.defaultCountry),
              [DNC_END_COLUMN]: expiresAt?.toISOString() ?? '',
            };
        }
        const count = await writeRows(rows(), columns, options.format, options.out ?? null, session.io.out);
        session.say(`${counted(count, 'number')}${options.out ? ` in ${options.out}` : ''}`);
      }),
    );
}

function addCheck(dnc: Command, withSession: WithSession): void {
  dnc
    .command('check')
    .description('which DNC lists and opt-outs block a number now')
    .argument('<number>', 'phone number with country code')
    .option('--country <code>', 'country of a number written nationally, e.g. US')
    .addHelpText('after', '\nExample:\n  $ wac dnc check "+1 317 555 5555"')
    .action(
      withSession(async (session, number: string, options: { country?: string }) => {
        const reading = toPhoneId(number.trim(), options.country ?? null);
        if (!reading.ok) throw new UsageError(`the number ${phoneFaultTexts[reading.reason]}`);
        const { phoneId } = reading;
        const blocks: Block[] = [];
        for await (const block of blocksOf(await session.database(), phoneId, new Date())) blocks.push(block);
        const rows = blocks.map(({ kind, name, expiresAt, optedOutAt }) => [
          kind === 'DNC' ? 'DNC list' : 'opted out of',
          name,
          expiresAt?.toISOString() ?? '-',
          optedOutAt?.toISOString() ?? '-',
        ]);
        session.result(
          { phoneId, blocked: blocks.length > 0, by: blocks },
          rows.length === 0
            ? `${phoneId} is on no DNC list and has not opted out`
            : table([['WHY', 'NAME', 'ENDS', 'OPTED OUT AT'], ...rows]),
        );
      }),
    );
}

function readTime(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError(`Expected an ISO 8601 time such as 2026-12-31T00:00Z, found "${text}".`);
  return at;
}
