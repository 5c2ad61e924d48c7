/** A listener of the live stream: what it gets, as it comes. */
import type { TestApi } from './test-api.ts';

export type LiveEvent = { id?: string; event?: string; data?: { topicName: string; eventBody: LiveBody } };
/** Of what topics tell, what the tests look at. */
export type LiveBody = {
  id?: string;
  campaignStatus?: string;
  messagesPerMinute?: number;
  status?: string;
  errors?: Array<{ error: string }>;
};

export type LiveClient = {
  readonly status: number;
  readonly events: LiveEvent[];
  /** Of the topic, oldest first. */
  bodies(topicName: string): LiveBody[];
  lastEventId(): string;
  isOpen(): boolean;
  close(): void;
};

type Options = { token?: string; cookie?: string; lastEventId?: string; url?: string };

export async function listenTo(
  api: Pick<TestApi, 'url'>,
  topics: readonly string[],
  { token, cookie, lastEventId, url = api.url }: Options,
): Promise<LiveClient> {
  const stop = new AbortController();
  const answer = await fetch(`${url}/api/v2/notifications/stream?topics=${topics.join(',')}`, {
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: stop.signal,
  });
  const events: LiveEvent[] = [];
  let isOpen = answer.status === 200;
  let lastId = lastEventId ?? '';
  void (async () => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const bytes of answer.body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = readBlock(block);
        if (event.id !== undefined) lastId = event.id;
        if (event.data !== undefined) events.push(event);
      }
    }
  })()
    .catch(() => undefined)
    .finally(() => (isOpen = false));
  return {
    status: answer.status,
    events,
    bodies: (topicName) =>
      events.flatMap(({ data }): LiveBody[] => (data?.topicName === topicName ? [data.eventBody] : [])),
    lastEventId: () => lastId,
    isOpen: () => isOpen,
    close: () => stop.abort(),
  };
}

function readBlock(block: string): LiveEvent {
  const event: LiveEvent = {};
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (field === 'id') event.id = value;
    if (field === 'event') event.event = value;
    if (field === 'data') event.data = JSON.parse(value) as NonNullable<LiveEvent['data']>;
  }
  return event;
}
