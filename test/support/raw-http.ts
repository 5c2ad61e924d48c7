/** HTTP at the level of bytes: what no client sends, and what the server really answers. */
import { connect, type Socket } from 'node:net';

export type RawAnswer = { status: number; head: string; body: string };

/** @returns the first final answer, or null when the connection ended without one */
export function sendRaw(port: number, bytes: Buffer | string, isHead = false): Promise<RawAnswer | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let received = '';
    const look = (isOver: boolean): void => {
      const answer = firstAnswer(received, isHead, isOver);
      if (!answer && !isOver) return;
      socket.destroy();
      resolve(answer);
    };
    socket.on('data', (more: Buffer) => {
      received += more.toString('latin1');
      look(false);
    });
    socket.on('error', () => look(true)); // the other side may be done with us while we still write
    socket.on('end', () => look(true));
    socket.on('close', () => look(true));
    socket.write(bytes);
  });
}

/** Writes the first bytes and then goes away without a word. Resolves when the connection is gone. */
export function sendAndCut(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(bytes, () => socket.destroy()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
  });
}

/** Writes the start, and then a byte now and then, until the other side ends the connection. Resolves with what it said. */
export function trickle(
  port: number,
  start: string,
  byteEveryMs: number,
): { over: Promise<string>; socket: Socket } {
  const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(start));
  const timer = setInterval(() => socket.write('a'), byteEveryMs);
  let received = '';
  socket.on('data', (bytes: Buffer) => void (received += bytes.toString('latin1')));
  socket.on('error', () => undefined);
  const over = new Promise<string>((resolve) =>
    socket.on('close', () => {
      clearInterval(timer);
      resolve(received);
    }),
  );
  return { over, socket };
}

/** Interim answers (1xx) are passed over. */
function firstAnswer(text: string, isHead: boolean, isOver: boolean): RawAnswer | null {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = text.slice(0, end);
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
  const rest = text.slice(end + 4);
  if (status < 200) return firstAnswer(rest, isHead, isOver);
  const length = isHead ? 0 : Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? Number.NaN);
  if (rest.length < length || (Number.isNaN(length) && !isOver)) return null;
  const body = Buffer.from(Number.isNaN(length) ? rest : rest.slice(0, length), 'latin1').toString();
  return { status, head, body };
}
