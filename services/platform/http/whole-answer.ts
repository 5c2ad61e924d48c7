/** One HTTP request whose answer is small and read whole. undici's own `request` makes a stream of each answer: a third more CPU a call. */
import type { Dispatcher } from 'undici';

export type WholeAnswer = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As UTF-8. */
  readonly body: string;
};

/** 100 Continue and its like come before the answer. */
const FIRST_FINAL_STATUS = 200;

/**
 * Sends over kept connections of the dispatcher; waits for the last byte of the answer.
 * @throws undici's errors, by `code`: no connection, no answer in time, an answer cut off, arguments it refuses
 */
export const wholeAnswer = (
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
): Promise<WholeAnswer> =>
  new Promise((resolve, reject) => void dispatcher.dispatch(options, new Reader(resolve, reject)));

class Reader implements Dispatcher.DispatchHandler {
  private readonly resolve: (answer: WholeAnswer) => void;
  private readonly reject: (error: Error) => void;
  private readonly chunks: Buffer[] = [];
  private status = 0;
  private headers: WholeAnswer['headers'] = {};

  constructor(resolve: (answer: WholeAnswer) => void, reject: (error: Error) => void) {
    this.resolve = resolve;
    this.reject = reject;
  }

  /** By having it a handler is one of undici's present kind. */
  onRequestStart(): void {}

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: WholeAnswer['headers']): void {
    if (status < FIRST_FINAL_STATUS) return;
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first, second] = this.chunks;
    const body = second ? Buffer.concat(this.chunks).toString() : (first?.toString() ?? '');
    this.resolve({ status: this.status, headers: this.headers, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.reject(error);
  }
}
