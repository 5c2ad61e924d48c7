/** Runs `wac` once: arguments in, exit code out. Results go to `out`, everything else to `err`. */
import { CommanderError } from 'commander';
import { Refused } from '../domain/refused.ts';
import { refusalIn } from '../platform/process/refusal.ts';
import { withoutPasswords } from '../platform/process/without-passwords.ts';
import { causesOf, exitCodeOf, exitCodes } from './exit-codes.ts';
import { createProgram, type ProgramIo } from './program.ts';
import { ProcessEnded } from './simulator-command.ts';
import { terminalJson, terminalText } from './terminal/terminal-text.ts';

/** @param args the arguments after `wac` */
export async function runCli(args: readonly string[], io: ProgramIo): Promise<number> {
  const program = createProgram(io);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (error instanceof ProcessEnded) return error.code;
    const isJson = args.includes('--json');
    const say = (line: string): void => void io.err.write(`${terminalText(withoutPasswords(line))}\n`);
    if (error instanceof Refused) {
      const [only] = error.faults;
      const isSaid = error.faults.length === 1 && only?.message === error.message;
      say(`wac: ${error.message}${isSaid ? ` [${only.code}]` : ''}`);
      for (const { code, field, message } of isSaid ? [] : error.faults)
        say(`  ${field ? `${field}: ` : ''}${message} [${code}]`);
      if (isJson) io.out.write(`${terminalJson({ accepted: false, errors: error.faults })}\n`);
    } else say(`wac: ${messageOf(error)}`);
    return exitCodeOf(error);
  }
}

/** With its causes, unless they have been printed already. */
function messageOf(error: unknown): string {
  const refusal = refusalIn(error);
  if (refusal) return refusal.message;
  const [first, ...rest] = causesOf(error).map(({ message }) => message);
  if (first === undefined) return String(error);
  return [first, ...rest.filter((message) => !first.includes(message)).slice(-1)].join(' — ');
}
