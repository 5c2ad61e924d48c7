/** The command line within a test: arguments in, exit code and output out. */
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Settings } from '../../config/settings.ts';
import { runCli } from '../../services/cli/run-cli.ts';

export type WacResult = { code: number; out: string; err: string };

export async function runWac(settings: Settings, args: readonly string[]): Promise<WacResult> {
  const [out, err] = [collector(), collector()];
  const code = await runCli(args, {
    out: out.stream,
    err: err.stream,
    settings: () => settings,
    simulatorEntry: join(process.cwd(), 'dist/services/simulator/main.js'),
  });
  return { code, out: out.text(), err: err.text() };
}

/** The last line of output as JSON. */
export const jsonOf = ({ out }: { out: string }): Record<string, unknown> =>
  JSON.parse(out.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;

function collector(): { stream: Writable; text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString();
      done();
    },
  });
  return { stream, text: () => text };
}
