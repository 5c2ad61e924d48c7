/** `wac top`: campaigns, numbers and stages, live. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { readLiveFigures } from '../queries/campaigns/live-figures.ts';
import { readWhole } from './arguments/arguments.ts';
import type { Session } from './session.ts';
import { terminalText } from './terminal/terminal-text.ts';
import { lookAt, NO_LOOKS, topText, topView, type TopView } from './terminal/top-view.ts';
import type { WithSession } from './with-session.ts';

type TopOptions = { every: number; once?: boolean };

export function addTopCommand(program: Command, withSession: WithSession): void {
  program
    .command('top')
    .description('live table of campaigns, numbers and stages; Ctrl-C ends it')
    .option('--every <seconds>', 'how often it looks', readWhole, 1)
    .option('--once', 'one table with the rates of one interval; always so without a terminal')
    .addHelpText('after', '\nExamples:\n  $ wac top\n  $ wac top --once --every 5\n  $ wac top --once --json')
    .action(withSession((session, options: TopOptions) => top(session, options)));
}

async function top(session: Session, options: TopOptions): Promise<void> {
  const { every } = options;
  const { io, json } = session;
  const once = options.once === true || json || !io.out.isTTY;
  const database = await session.database();
  const everyMs = Math.max(1, every) * 1_000;
  const show = await screenOf(session, once);
  let state = NO_LOOKS;
  for (let look = 1; ; look += 1) {
    const now = new Date();
    const figures = await readLiveFigures(database, now);
    state = lookAt(state, figures, now);
    // rates need two looks
    if (look > 1 || !once) show(topView(figures, state), now);
    if (once && look > 1) return;
    await delay(everyMs);
  }
}

type Show = (view: TopView, now: Date) => void;

/** On a terminal the table stays in its place. */
async function screenOf(session: Session, once: boolean): Promise<Show> {
  const { io } = session;
  if (once) return (view, now) => session.result(view, topText(view, now));
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(io.out);
  return (view, now) => update(`${now.toISOString()}\n\n${terminalText(topText(view, now))}`);
}
