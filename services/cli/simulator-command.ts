/** `wac simulator …`: the simulator is a process of its own with options of its own; here it is started and waited for. */
import { spawn } from 'node:child_process';
import type { Command } from 'commander';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ended by a signal, as a shell tells it. */
const SIGNAL_CODE = 128;
const SIGNAL_NUMBERS: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGTERM: 15,
};

/** The process ended with a code that is this call's own; it has said why. */
export class ProcessEnded extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`the process ended with ${code}`);
    this.code = code;
  }
}

/** `wac simulator --help` is the simulator's own. */
export function addSimulatorCommand(program: Command, entry: string): void {
  program
    .command('simulator')
    .description('run the WhatsApp simulator alone (wac simulator --help)')
    .argument('[options...]')
    .usage('[options]')
    .helpOption(false)
    .allowUnknownOption()
    .action(async (_options, _flags, command: Command) => {
      const code = await runProcess(entry, command.args);
      if (code !== 0) throw new ProcessEnded(code);
    });
}

async function runProcess(entry: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [entry, ...args], { stdio: 'inherit' });
  // whoever ends us means the child; it ends first, and we with its code
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        resolve(code ?? SIGNAL_CODE + (signal === null ? 0 : (SIGNAL_NUMBERS[signal] ?? 0))),
      );
    });
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward);
  }
}
