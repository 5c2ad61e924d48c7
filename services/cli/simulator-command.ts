/** `wac simulator …` starts the simulator as a process with its own options, and waits for it. */
import { spawn } from 'node:child_process';
import type { Command } from 'commander';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ended by a signal, with the exit code of a shell. */
const SIGNAL_CODE = 128;
const SIGNAL_NUMBERS: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGTERM: 15,
};

/** The process ended with an exit code, which becomes that of this call; it has printed the reason. */
export class ProcessEnded extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`the process ended with ${code}`);
    this.code = code;
  }
}

/** `wac simulator --help` is the simulator's own help. */
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
  // a signal to this process is meant for the child: the child ends first, then this process with its code
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
