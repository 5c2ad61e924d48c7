/** `wac doctor`: what is wrong with an installation, and what to do about it. */
import type { Command } from 'commander';
import { fault } from '../../domain/fault.ts';
import { Refused } from '../../domain/refused.ts';
import { withoutPasswords } from '../../platform/process/without-passwords.ts';
import type { Session } from '../session.ts';
import { table } from '../terminal/table.ts';
import type { WithSession } from '../with-session.ts';
import { checkDatabase } from './check-database.ts';
import { checkKafka } from './check-kafka.ts';
import { checkProvider } from './check-provider.ts';
import type { Finding } from './finding.ts';

export function addDoctorCommand(program: Command, withSession: WithSession): void {
  program
    .command('doctor')
    .description('look for what is wrong with the installation, and say what to do')
    .option('--offline', 'without questions to WhatsApp')
    .addHelpText(
      'after',
      '\nLooks at MongoDB (version, replica set, clock, indexes, disk), Kafka (brokers, topics, consumer groups), schemas,\n' +
        'access tokens, numbers, retention and the key of erased people, with the settings of this environment. Exit code 3\n' +
        'when something is wrong; warnings alone are 0.',
    )
    .action(withSession((session, options: { offline?: boolean }) => doctor(session, options)));
}

async function doctor(session: Session, { offline }: { offline?: boolean }): Promise<void> {
  const { settings } = session.context;
  const findings = [
    ...(await looked('mongodb', async () => checkDatabase(await session.database(), settings.people.key))),
    ...(await looked('kafka', () => session.overKafka(checkKafka))),
    ...(offline
      ? []
      : await looked('whatsapp', async () =>
          checkProvider(await session.database(), settings.cloudApi, new Date()),
        )),
  ];
  if (session.json) for (const finding of findings) session.result(finding, '');
  else
    session.result(
      null,
      table([
        ['', 'CHECK', 'FOUND', 'DO'],
        ...findings.map(({ level, check, what, do: todo }) => [level, check, what, todo]),
      ]),
    );
  const faults = findings.filter(({ level }) => level === 'fault');
  if (faults.length > 0)
    throw new Refused(
      `${faults.length} of ${findings.length} findings need something done`,
      faults.map(({ check, what }) => fault('doctor.fault', check, what)),
    );
}

/** A part that cannot be looked at is a finding itself: the others are looked at all the same. */
async function looked(check: string, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    const what = withoutPasswords(`cannot be looked at: ${(error as Error).message}`);
    return [{ check, level: 'fault', what, do: 'look at its address in the settings, and whether it runs' }];
  }
}
