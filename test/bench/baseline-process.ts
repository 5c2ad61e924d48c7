/** A baseline as a child process of its own: started, told what to do, asked for its result over Node's channel. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../deploy/local/project-root.ts';

export type BaselineProcess = {
  readonly name: string;
  readonly pid: number;
  send(message: object): void;
  /** The next message that has this type. @throws when the process ends before */
  answer<T>(type: string): Promise<T>;
  stop(): Promise<void>;
};

const living = new Set<ChildProcess>();
process.once('exit', () => living.forEach((child) => child.kill('SIGKILL')));

/** @param file of test/bench/baseline, without extension; `settings` arrives as its first argument, JSON */
export async function startBaseline(file: string, name: string, settings: object): Promise<BaselineProcess> {
  const entry = join(projectRoot(), 'dist', 'test', 'bench', 'baseline', `${file}.js`);
  const child = fork(entry, [JSON.stringify(settings)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // of Node 24, about a timer of kafkajs that is mended in our own client only
    execArgv: ['--disable-warning=TimeoutNegativeWarning'],
  });
  living.add(child);
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      living.delete(child);
      resolve();
    }),
  );
  const seen: Array<{ type: string }> = [];
  const waiting: Array<() => void> = [];
  child.on('message', (message: { type: string }) => {
    seen.push(message);
    for (const look of waiting.splice(0)) look();
  });
  const answer = async <T>(type: string): Promise<T> => {
    for (;;) {
      const place = seen.findIndex((message) => message.type === type);
      if (place >= 0) return seen.splice(place, 1)[0] as T;
      const more = new Promise<'more'>((resolve) => waiting.push(() => resolve('more')));
      if ((await Promise.race([more, ended])) !== 'more') throw new Error(`the baseline ${name} ended early`);
    }
  };
  await answer('ready');
  return {
    name,
    pid: child.pid ?? -1,
    send: (message) => void child.send(message),
    answer,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
