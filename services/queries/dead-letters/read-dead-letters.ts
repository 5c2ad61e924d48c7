/**
 * The topics dead-letters and dead-letter-marks, from the command line: read whole, decoded with today's
 * schemas, published again.
 */
import { topics, type Topic } from '../../../schemas/topics.ts';
import type { DeadLetter, DeadLetterAction, DeadLetterMark } from '../../../schemas/types.ts';
import { UndecodableRecord } from '../../platform/kafka/avro/avro-codec.ts';
import { readFromStart } from '../../platform/kafka/read-from-start.ts';
import type { ServiceContext } from '../../platform/process/run-service.ts';
import { shortTopic, type PlacedLetter } from './dead-letters.ts';

export async function readDeadLetters(
  context: ServiceContext,
): Promise<{ letters: PlacedLetter[]; marks: DeadLetterMark[] }> {
  const letters: PlacedLetter[] = [];
  const marks: DeadLetterMark[] = [];
  await Promise.all([
    readFromStart(context, topics.deadLetters, async (records) => {
      for (const { value, partition, offset } of records)
        letters.push({ id: `${partition}-${offset}`, letter: value });
    }),
    readFromStart(context, topics.deadLetterMarks, async (records) => {
      for (const { value } of records) marks.push(value);
    }),
  ]);
  return { letters, marks };
}

/** The value as today's code reads it, or why it cannot. */
export async function decodeLetter(
  context: ServiceContext,
  letter: DeadLetter,
): Promise<{ value: unknown } | { reason: string }> {
  const name = shortTopic(letter, context.settings.namespace);
  const topic = Object.values(topics).find((one) => one.name === name) as Topic<unknown> | undefined;
  if (!topic) return { reason: `${name} is no topic of ours` };
  const codec = await context.codecs.for(topic);
  try {
    await codec.learn([letter]);
    return { value: codec.decode(letter) };
  } catch (error) {
    if (error instanceof UndecodableRecord) return { reason: `${error.message} [${error.code}]` };
    throw error;
  }
}

/**
 * Puts the original bytes, key and headers on their topic again, with a header that says where they come
 * from. Whoever has handled them already does nothing a second time: effects are idempotent on ids
 * (docs/architecture.md, promise 4).
 */
export async function replayLetter(context: ServiceContext, { id, letter }: PlacedLetter): Promise<void> {
  const producer = await context.producer();
  await producer.sendBytes(letter.topic, [
    {
      key: letter.key,
      value: letter.value,
      headers: { ...letter.headers, 'wac-replay-of-dead-letter': Buffer.from(id) },
      partition: letter.partition,
    },
  ]);
}

/** @returns the marks that were published */
export async function markLetters(
  context: ServiceContext,
  ids: readonly string[],
  action: DeadLetterAction,
  by: string,
): Promise<DeadLetterMark[]> {
  const at = Date.now();
  const marks = ids.map((id) => {
    const [partition, offset] = id.split('-').map(Number);
    return { partition: partition ?? 0, offset: offset ?? 0, action, by, at };
  });
  await (await context.producer()).send(topics.deadLetterMarks, marks);
  return marks;
}
