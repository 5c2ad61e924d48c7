/** One call of `wac`: arguments in, exit code out. Results go to `out`, everything else to `err`. */
import { CommanderError } from 'commander';
import { Refused } from '../domain/refused.ts';
import { causesOf, exitCodeOf, exitCodes } from './exit-codes.ts';
import { createProgram, type ProgramIo } from './program.ts';
import { ProcessEnded } from './simulator-command.ts';

/** @param args what stands after `wac` */
export async function runCli(args: readonly string[], io: ProgramIo): Promise<number> {
  const program = createProgram(io);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (error instanceof ProcessEnded) return error.code;
    const isJson = args.includes('--json');
    if (error instanceof Refused) {
      const [only] = error.faults;
      const isSaid = error.faults.length === 1 && only?.message === error.message;
      io.err.write(`wac: ${error.message}${isSaid ? ` [${only.code}]` : ''}\n`);
      for (const { code, field, message } of isSaid ? [] : error.faults)
        io.err.write(`  ${field ? `${field}: ` : ''}${message} [${code}]\n`);
      if (isJson) io.out.write(`${JSON.stringify({ accepted: false, errors: error.faults })}\n`);
    } else io.err.write(`wac: ${messageOf(error)}\n`);
    return exitCodeOf(error);
  }
}

/** With what it came from, unless that was said already. */
function messageOf(error: unknown): string {
  const [first, ...rest] = causesOf(error).map(({ message }) => message);
  if (first === undefined) return String(error);
  return [first, ...rest.filter((message) => !first.includes(message)).slice(-1)].join(' — ');
}
