/** One call of `wac`: arguments in, exit code out. Results go to `out`, everything else to `err`. */
import { CommanderError } from 'commander';
import { exitCodeOf, exitCodes, Rejected } from './exit-codes.ts';
import { createProgram } from './program.ts';
import type { CliIo } from './session.ts';

/** @param args what stands after `wac` */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  const program = createProgram(io);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const isJson = args.includes('--json');
    const message = error instanceof Error ? error.message : String(error);
    io.err.write(`wac: ${message}\n`);
    if (error instanceof Rejected) {
      for (const { code, field, message: what } of error.faults)
        io.err.write(`  ${field ? `${field}: ` : ''}${what} [${code}]\n`);
      if (isJson) io.out.write(`${JSON.stringify({ accepted: false, errors: error.faults })}\n`);
    }
    return exitCodeOf(error);
  }
}
