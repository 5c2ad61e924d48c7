/**
 * Fetches the content of a URL. Redirects are followed one by one, each checked like the first URL; one
 * request at a time, plain bytes, limited in size and time.
 */
import { Readable } from 'node:stream';
import { request } from 'undici';
import { agentFor, resolveHost, type Resolve } from '../../platform/http/checked-agent.ts';
import { allowedUrl, internalHost, shownUrl, type AllowedUrls } from './allowed-url.ts';
import { UnusableFile } from '../csv/csv-row.ts';

// Temporary failures are distinguished from permanent ones.

const MAX_REDIRECTS = 5;
const CONNECT_MS = 10_000;
/** Longest wait for the first byte, and between two. */
const SILENCE_MS = 60_000;

/** The server or the network may answer differently the next time. */
export class FetchTrouble extends Error {}

/**
 * @param signal ends the fetch; its reason is thrown
 * @returns the content; reading it throws FetchTrouble or UnusableFile like the call itself
 */
export async function fetchUrl(
  text: string,
  allowed: AllowedUrls,
  signal: AbortSignal,
  resolve: Resolve = resolveHost,
): Promise<Readable> {
  let url = allowedUrl(text, allowed);
  for (let redirects = 0; ; redirects += 1) {
    const agent = agentFor(url, {
      allowsInternal: allowed.internalOrigins.includes(url.origin),
      refuse: internalHost,
      resolve,
      timeouts: { connectMs: CONNECT_MS, silenceMs: SILENCE_MS },
    });
    const close = (): void => void agent.destroy().catch(() => undefined);
    try {
      const answer = await request(url, {
        dispatcher: agent,
        signal,
        headers: { accept: 'text/csv, */*;q=0.5', 'accept-encoding': 'identity' },
      });
      const location = answer.headers['location'];
      if ([301, 302, 303, 307, 308].includes(answer.statusCode) && typeof location === 'string') {
        close();
        if (redirects === MAX_REDIRECTS)
          throw unreachable(url, `it leads to another URL more than ${MAX_REDIRECTS} times`);
        url = allowedUrl(location, allowed, url);
        continue;
      }
      checkAnswer(url, answer.statusCode, answer.headers, allowed.maxBytes);
      const content = Readable.from(checkedContent(url, answer.body, allowed.maxBytes, signal));
      content.once('close', close);
      return content;
    } catch (error) {
      close();
      throw faultOf(error, url, signal);
    }
  }
}

function checkAnswer(
  url: URL,
  status: number,
  headers: Record<string, string | string[] | undefined>,
  maxBytes: number,
): void {
  if (status >= 500 || status === 408 || status === 425 || status === 429)
    throw new FetchTrouble(`${shownUrl(url)} answers with status ${status}`);
  if (status !== 200) throw unreachable(url, `it answers with status ${status}`);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw unreachable(url, `its content is encoded (${String(encoding)})`);
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(url, maxBytes);
}

async function* checkedContent(
  url: URL,
  body: AsyncIterable<Buffer>,
  maxBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(url, maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw faultOf(error, url, signal);
  }
}

/** A refusal of our own, also where a connector wrapped it; otherwise a network error. */
function faultOf(error: unknown, url: URL, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof UnusableFile || cause instanceof FetchTrouble) return cause;
  }
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new FetchTrouble(`${shownUrl(url)} cannot be read (${code || message})`, { cause: error });
}

const unreachable = (url: URL, why: string): UnusableFile =>
  new UnusableFile('IMPORT_SOURCE_UNREACHABLE', `${shownUrl(url)} cannot be imported: ${why}`);

const tooLarge = (url: URL, maxBytes: number): UnusableFile =>
  new UnusableFile(
    'IMPORT_SOURCE_TOO_LARGE',
    `${shownUrl(url)} has more than ${maxBytes} bytes (IMPORT_URL_MAX_BYTES)`,
  );
