/** `wac people …` */
import type { Command } from 'commander';
import { maskPhoneId } from '../domain/message/message.ts';
import { toPhoneId } from '../domain/phone/phone-id.ts';
import { phoneFaultTexts } from '../domain/phone/phone-reading.ts';
import type { ErasureDocument } from '../../schemas/collections.ts';
import { refusedWith } from '../domain/refused.ts';
import { findErasure, isErased, requestErasure } from '../people/erasure-store.ts';
import { exportPerson } from '../people/export-person.ts';
import { UsageError } from './exit-codes.ts';
import type { Session } from './session.ts';
import { confirm } from './terminal/confirm.ts';
import type { WithSession } from './with-session.ts';

const LOOK_EVERY_MS = 500;

export function addPeopleCommands(program: Command, withSession: WithSession): void {
  const people = program.command('people').description('everything about one person: exported, or erased');
  people
    .command('export')
    .description('print everything that is stored about the person with a number, as JSON')
    .argument('<number>', 'phone number with country code')
    .action(
      withSession(async (session, number: string) => {
        const phoneId = phoneIdOf(number);
        const database = await session.database();
        const everything = {
          phoneId,
          isErased: await isErased(database, session.context.settings.people.key, phoneId),
          ...(await exportPerson(database, phoneId)),
        };
        session.result(everything, JSON.stringify(everything, null, 2));
      }),
    );
  people
    .command('erase')
    .description('remove everything about the person with a number, who is never messaged again')
    .argument('<number>', 'phone number with country code')
    .option('--yes', 'without asking')
    .addHelpText(
      'after',
      '\nRecords that are being processed are looked for again after a minute: "wac people erasure <id>" says when nothing is left.\n' +
        'Kafka topics keep their records until their retention ends (docs/people.md).',
    )
    .action(
      withSession(async (session, number: string, { yes }: { yes?: boolean }) => {
        const phoneId = phoneIdOf(number);
        await confirm(session, `Erase everything about ${maskPhoneId(phoneId)}, for good`, yes);
        const database = await session.database();
        const { key } = session.context.settings.people;
        const { _id } = await requestErasure(database, { key, phoneId, who: session.user, now: new Date() });
        show(session, await untilPassed(session, _id));
      }),
    );
  people
    .command('erasure')
    .description('show how far an erasure has come, and what was removed')
    .argument('<id>', 'as "wac people erase" printed it')
    .action(withSession(async (session, id: string) => show(session, await getErasure(session, id))));
}

async function getErasure(session: Session, id: string): Promise<ErasureDocument> {
  const erasure = await findErasure(await session.database(), id);
  if (!erasure) throw refusedWith('resource.not.found', `There is no erasure with the id "${id}".`);
  return erasure;
}

/** Until it was gone through once, or the time to wait is over. */
async function untilPassed(session: Session, id: string): Promise<ErasureDocument> {
  const endMs = Date.now() + session.timeoutMs;
  for (;;) {
    const erasure = await getErasure(session, id);
    if (erasure.passes > 0 || Date.now() > endMs) return erasure;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function show(session: Session, { _id, state, passes, removed, notes, at, endedAt }: ErasureDocument): void {
  const lines = [
    `erasure ${_id}: ${state === 'DONE' ? 'done' : passes === 0 ? 'waits to begin' : 'is gone through again in a minute'}`,
    ...Object.entries(removed).map(([kind, count]) => `  ${kind}: ${count}`),
    ...notes.map((note) => `  ${note}`),
  ];
  session.result({ id: _id, state, passes, removed, notes, at, endedAt }, lines.join('\n'));
}

/** @throws UsageError saying what is wrong with the number */
function phoneIdOf(text: string): string {
  const reading = toPhoneId(text, null);
  if (!reading.ok) throw new UsageError(`the number ${phoneFaultTexts[reading.reason]}`);
  return reading.phoneId;
}
