/** Shows changing values until the end: one line in place on a terminal, otherwise one line a second. */
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import type { CliIo } from '../session.ts';
import { terminalLine } from './terminal-text.ts';

const TERMINAL_EVERY_MS = 250;
const LINE_EVERY_MS = 1_000;

export type Sample<T> = { value: T; text: string; done: boolean };

/**
 * @param title shown on a terminal
 * @param look reads the present values
 * @param say gets a line where there is no terminal; null = none
 * @returns the last sample
 */
export async function showLive<T>(
  io: CliIo,
  title: string,
  look: () => Promise<Sample<T>>,
  say: ((sample: Sample<T>) => unknown) | null,
): Promise<T> {
  if (!io.err.isTTY) return follow(look, LINE_EVERY_MS, say);
  // listr2 writes to what it takes for standard output, and discards the other stream
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
