/** `wac dead-letters …` */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { DeadLetterAction } from '../../schemas/types.ts';
import { auditDeadLetter } from '../audit/audit-dead-letter.ts';
import { fault } from '../domain/fault.ts';
import { readDate } from '../domain/time/read-date.ts';
import { readWhole } from './arguments/arguments.ts';
import {
  hexLines,
  masked,
  maskNumbers,
  selectLetters,
  shortTopic,
  shownKey,
  type LetterFilter,
  type ShownLetter,
} from '../queries/dead-letters/dead-letters.ts';
import { Refused } from '../domain/refused.ts';
import { UsageError } from './exit-codes.ts';
import type { WithSession } from './with-session.ts';
import {
  decodeLetter,
  markLetters,
  readDeadLetters,
  replayLetter,
} from '../queries/dead-letters/read-dead-letters.ts';
import type { Session } from './session.ts';
import { fields, table } from './terminal/table.ts';

const HEX_BYTES = 512;

type ListOptions = LetterFilter & { limit: number };
type DealOptions = LetterFilter & { yes?: boolean };

const FILTERED = `
Give ids, or choose dead letters by --topic, --code, --service or --since. Such a choice needs --yes; without it the dead letters are
only counted.`;
const NOTES = {
  replay: `
Replaying is safe at any time: a message that was sent is not sent again, and a command that was carried out has no second effect.
A record that is still unusable becomes a new dead letter.`,
  drop: '',
};

export function addDeadLetterCommands(program: Command, withSession: WithSession): void {
  const letters = program
    .command('dead-letters')
    .description('records that could not be processed, with their original bytes');
  withFilter(letters.command('list'))
    .description('dead letters that are neither replayed nor dropped, oldest first')
    .option('--all', 'also those that were replayed or dropped')
    .option('--limit <number>', 'show at most this many', readWhole, 100)
    .action(
      withSession(async (session, options: ListOptions) => {
        const letters = await select(session, options);
        const shown = letters.slice(0, Math.max(0, options.limit));
        if (session.json) return shown.forEach((letter) => session.result(summaryOf(session, letter), ''));
        const head = ['ID', 'TIME', 'TOPIC', 'CODE', 'SERVICE', 'KEY', 'HANDLED', 'REASON'];
        session.result(null, table([head, ...shown.map((letter) => rowOf(session, letter))]));
        if (letters.length > shown.length) session.say(`${letters.length - shown.length} more (--limit)`);
      }),
    );
  letters
    .command('show')
    .description('one dead letter: its origin, the error, its value and its bytes')
    .argument('<id>', 'as the list shows it')
    .option('--full', `all bytes, not the first ${HEX_BYTES}`)
    .option('--reveal', 'do not mask numbers of people in the value')
    .action(
      withSession(async (session, id: string, options: { full?: boolean; reveal?: boolean }) => {
        const [one] = await byIds(session, [id]);
        if (one) await showLetter(session, one, options);
      }),
    );
  deal(
    letters,
    withSession,
    'replay',
    'publish the original bytes on their topic again',
    async (session, chosen) => {
      // nothing is replayed that the audit cannot tell
      await session.database();
      for (const letter of chosen) {
        await replayLetter(session.context, letter);
        // one by one, so that the user sees what was replayed if an error occurs
        await markLetters(session.context, [letter.id], 'REPLAYED', session.user);
        await audit(session, 'REPLAYED', letter);
      }
    },
  );
  deal(letters, withSession, 'drop', 'mark as dealt with; nothing is published', async (session, chosen) => {
    const ids = chosen.map(({ id }) => id);
    await markLetters(session.context, ids, 'DROPPED', session.user);
    for (const letter of chosen) await audit(session, 'DROPPED', letter);
  });
}

async function audit(session: Session, action: DeadLetterAction, { id, letter }: ShownLetter): Promise<void> {
  const topic = shortTopic(letter, session.context.settings.namespace);
  await auditDeadLetter(await session.database(), action, { id, topic }, session.actor, new Date());
}

function deal(
  letters: Command,
  withSession: WithSession,
  verb: 'replay' | 'drop',
  description: string,
  work: (session: Session, chosen: readonly ShownLetter[]) => Promise<void>,
): void {
  withFilter(letters.command(verb))
    .description(description)
    .argument('[ids...]', 'as the list shows them')
    .option('--yes', 'confirm: all dead letters that match the filter')
    .addHelpText(
      'after',
      `${FILTERED}${NOTES[verb]}

Examples:
  $ wac dead-letters ${verb} 0-17 0-18
  $ wac dead-letters ${verb} --topic released-messages --code SCHEMA_MISMATCH --yes`,
    )
    .action(
      withSession(async (session, ids: string[], options: DealOptions) => {
        const { yes, ...filter } = options;
        const isFiltered = Object.keys(filter).length > 0;
        if (ids.length === 0 && !isFiltered)
          throw new UsageError(`give ids or a filter (wac dead-letters ${verb} --help)`);
        if (ids.length > 0 && isFiltered) throw new UsageError('give ids or a filter, not both');
        const chosen = ids.length > 0 ? await byIds(session, ids) : await select(session, filter);
        if (ids.length === 0 && !yes)
          throw new UsageError(`${chosen.length} dead letters; use --yes to ${verb} them`);
        await work(session, chosen);
        const done = verb === 'replay' ? 'replayed' : 'dropped';
        session.result({ [done]: chosen.map(({ id }) => id) }, `${chosen.length} ${done}`);
      }),
    );
}

const withFilter = (command: Command): Command =>
  command
    .option('--topic <topic>', 'of this topic, without the namespace')
    .option('--code <code>', 'with this code, e.g. NOT_AVRO')
    .option('--service <service>', 'from this service')
    .option('--since <time>', 'dead-lettered then or later (ISO 8601)', readTime);

async function select(session: Session, filter: LetterFilter): Promise<ShownLetter[]> {
  const { letters, marks } = await session.overKafka(readDeadLetters);
  return selectLetters(letters, marks, filter, session.context.settings.namespace);
}

/** @throws Refused naming the ids that do not exist */
async function byIds(session: Session, ids: readonly string[]): Promise<ShownLetter[]> {
  const all = new Map((await select(session, { all: true })).map((letter) => [letter.id, letter]));
  const missing = ids.filter((id) => !all.has(id));
  if (missing.length > 0)
    throw new Refused(
      'dead letters not found',
      missing.map((id) =>
        fault(
          'resource.not.found',
          null,
          `There is no dead letter ${id}; dead letters are kept for 30 days.`,
        ),
      ),
    );
  return [...new Set(ids)].flatMap((id) => all.get(id) ?? []);
}

function summaryOf(session: Session, { id, letter, handled }: ShownLetter): Record<string, unknown> {
  const { partition, offset, errorCode, errorMessage, service, attempts, at } = letter;
  return {
    id,
    at: new Date(at),
    topic: shortTopic(letter, session.context.settings.namespace),
    ...{ partition, offset },
    key: shownKey(letter.key),
    bytes: letter.value?.length ?? null,
    code: errorCode,
    reason: maskNumbers(errorMessage),
    ...{ service, attempts },
    handled: handled && { action: handled.action, by: handled.by, at: new Date(handled.at) },
  };
}

function rowOf(session: Session, shownLetter: ShownLetter): string[] {
  const { letter, handled } = shownLetter;
  return [
    shownLetter.id,
    new Date(letter.at).toISOString(),
    shortTopic(letter, session.context.settings.namespace),
    letter.errorCode,
    letter.service,
    shownKey(letter.key),
    handled?.action.toLowerCase() ?? '-',
    maskNumbers(letter.errorMessage).slice(0, 120),
  ];
}

async function showLetter(
  session: Session,
  one: ShownLetter,
  options: { full?: boolean; reveal?: boolean },
): Promise<void> {
  const decoded = await decodeLetter(session.context, one.letter);
  const value = 'value' in decoded ? (options.reveal ? decoded.value : masked(decoded.value)) : null;
  const headers = Object.fromEntries(
    Object.entries(one.letter.headers).map(([name, bytes]) => [name, bytes.toString('utf8')]),
  );
  const bytes = one.letter.value ?? Buffer.alloc(0);
  const why = 'reason' in decoded ? decoded.reason : null;
  const summary = summaryOf(session, one);
  if (session.json)
    return session.result({ ...summary, headers, value, notDecoded: why, hex: bytes.toString('hex') }, '');
  const lines = fields(
    Object.fromEntries(
      Object.entries({ ...summary, headers }).map(([name, of]) => [
        name,
        of === null || typeof of === 'string' || typeof of === 'number' ? of : JSON.stringify(of),
      ]),
    ),
  );
  const text = why === null ? JSON.stringify(value, null, 2) : `not decoded: ${why}`;
  session.result(
    null,
    `${lines}\n\n${text}\n\n${hexLines(bytes, options.full ? Infinity : HEX_BYTES).join('\n')}`,
  );
}

function readTime(text: string): Date {
  const at = readDate(text, Intl.DateTimeFormat().resolvedOptions().timeZone);
  if (at === null)
    throw new InvalidArgumentError(`Expected a time such as 2026-03-01T09:00, found "${text}".`);
  return new Date(at);
}
