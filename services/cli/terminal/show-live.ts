/** Something that moves, shown until it is done: one line in place on a terminal, else one line a second. */
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import type { CliIo } from '../session.ts';
import { terminalLine } from './terminal-text.ts';

const TERMINAL_EVERY_MS = 250;
const LINE_EVERY_MS = 1_000;

export type Sample<T> = { value: T; text: string; done: boolean };

/**
 * @param title what it is about, on a terminal
 * @param look reads how far it is
 * @param say gets a line where there is no terminal; null = nothing then
 * @returns the last sample
 */
export async function showLive<T>(
  io: CliIo,
  title: string,
  look: () => Promise<Sample<T>>,
  say: ((sample: Sample<T>) => unknown) | null,
): Promise<T> {
  if (!io.err.isTTY) return follow(look, LINE_EVERY_MS, say);
  // listr2 draws on what it takes for standard output; the other stream it would only swallow
  const drawn = io.err as unknown as NodeJS.WriteStream;
  const unused = new PassThrough() as unknown as NodeJS.WriteStream;
  let last: T | undefined;
  await new Listr(
    [
      {
        title: terminalLine(title),
        task: async (_, task) => {
          last = await follow(look, TERMINAL_EVERY_MS, ({ text }) => (task.output = terminalLine(text)));
        },
      },
    ],
    {
      registerSignalListeners: false,
      rendererOptions: { logger: new ListrLogger({ processOutput: new ProcessOutput(drawn, unused) }) },
    },
  ).run();
  return last as T;
}

async function follow<T>(
  look: () => Promise<Sample<T>>,
  everyMs: number,
  say: ((sample: Sample<T>) => unknown) | null,
): Promise<T> {
  for (;;) {
    const sample = await look();
    say?.(sample);
    if (sample.done) return sample.value;
    await delay(everyMs);
  }
}
