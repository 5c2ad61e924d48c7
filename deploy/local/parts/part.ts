/** How a child process ended: an exit code, or the signal that ended it. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A real part, or one of our services, running as a child process. */
export interface Part {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  /** Where clients reach it: a URL, or for Kafka the broker's host:port. */
  readonly url: string;
  readonly logFile: string;
  /** Settles when the process has ended, for any reason. */
  readonly ended: Promise<Ended>;
  /** Asks it to end, kills it after a while, and waits until it has ended. */
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** A part or service that can be started again; `pid` and `ended` are then those of the new process. */
export interface Restartable extends Part {
  /** Stops it if it still runs, starts it with the same settings, and waits until it is ready. */
  restart(): Promise<void>;
}

/** Starts a part that can be started again in the same way. */
export async function restartable(start: () => Promise<Part>): Promise<Restartable> {
  let part = await start();
  const { name, port, url, logFile } = part;
  return {
    name,
    port,
    url,
    logFile,
    get pid() {
      return part.pid;
    },
    get ended() {
      return part.ended;
    },
    stop: () => part.stop(),
    kill: (signal) => part.kill(signal),
    restart: async () => {
      await part.stop();
      part = await start();
    },
  };
}

/** What every part's starter takes. */
export interface PartOptions {
  /** Absolute folder that holds the part's data, its log (`logs/`) and the list of running processes. */
  readonly dataDir: string;
  readonly port: number;
  /** Interface to listen on; default: 127.0.0.1. */
  readonly host?: string;
  /** Called with a sentence about slow steps (a download). */
  readonly log?: (line: string) => void;
  /** Aborting cancels the start: a download is interrupted, a child that is not ready yet is killed. */
  readonly signal?: AbortSignal;
  /** For tests: starts sooner and uses less memory. Acknowledged data is as durable as ever. */
  readonly quickBoot?: boolean;
}

/** What fetching a part's files needs. */
export type FetchOptions = Pick<PartOptions, 'log' | 'signal'>;
