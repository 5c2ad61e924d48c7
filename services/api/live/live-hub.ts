/**
 * The listeners of this process. Once a second everything that any of them listens to is read once, and each
 * gets what has changed and what he may see by the rights that he has now.
 */
import { EventBuffer } from 'better-sse';
import type { LiveDropReason } from '../../../schemas/metric-values.ts';
import { divisionsWithAny, isIn, isNowhere, type Principal } from '../../access/principal.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { eventsStoredSince, latestStoredEvents } from '../../queries/events/stored-events.ts';
import { ANY_DIVISION } from '../../queries/events/find-events.ts';
import { toEventLog } from '../events/event-entity.ts';
import { readPrincipals, type Credential } from './credential.ts';
import { createEventFeed, type EventFeed, type FedEvent } from './event-feed.ts';
import { EVERY, nameOf, type AskedTopic, type StateKind } from './live-topics.ts';
import { readStates, type State, type WatchedKinds } from './read-states.ts';

// Nobody is waited for: who does not read is dropped.

/** A listener's connection. */
export type Channel = {
  send(events: EventBuffer): void;
  /** Whether what was sent a second ago or earlier has still not left. */
  isBehind(): boolean;
  end(): void;
};

export type NewListener = {
  readonly credential: Credential;
  readonly topics: readonly AskedTopic[];
  /** Empty: he comes for the first time. */
  readonly lastEventId: string;
  readonly channel: Channel;
};
type Listener = NewListener & { isNew: boolean };

export type LiveHub = {
  add(listener: NewListener): { remove(): void };
  size(): number;
  sizeOf(subject: Credential['subject']): number;
  look(): Promise<void>;
  close(): void;
};

export function createLiveHub(
  database: Database,
  now: () => number,
  onDrop: (why: LiveDropReason) => void,
): LiveHub {
  const listeners = new Set<Listener>();
  let before = new Map<string, State>();
  let feed: EventFeed | undefined;

  const drop = (listener: Listener, why: LiveDropReason): void => {
    listeners.delete(listener);
    listener.channel.end();
    onDrop(why);
  };
  return {
    add(wanted) {
      const listener = { ...wanted, isNew: true };
      listeners.add(listener);
      return { remove: () => void listeners.delete(listener) };
    },
    size: () => listeners.size,
    sizeOf: ({ kind, id }) =>
      [...listeners].filter(({ credential: { subject } }) => subject.kind === kind && subject.id === id)
        .length,
    async look() {
      for (const listener of [...listeners]) if (listener.channel.isBehind()) drop(listener, 'slow');
      const all = [...listeners];
      if (all.length === 0) {
        before = new Map();
        feed = undefined;
        return;
      }
      const at = now();
      const topics = all.flatMap((listener) => listener.topics);
      feed = topics.some(({ topic }) => topic.kind === 'log') ? (feed ?? feedOf(database)) : undefined;
      const [states, events, principals] = await Promise.all([
        readStates(database, watchedOf(topics), at),
        feed?.read(at) ?? [],
        readPrincipals(
          database,
          all.map(({ credential }) => credential),
          new Date(at),
        ),
      ]);
      const current = new Map(states.map((state) => [`${state.kind}:${state.id}`, state]));
      const changed = states.filter(({ kind, id, text }) => before.get(`${kind}:${id}`)?.text !== text);
      before = current;
      const worded = createWording();
      all.forEach((listener, position) => {
        const principal = principals[position] ?? null;
        if (principal === null) return drop(listener, 'rights');
        const news = listener.isNew ? states : changed;
        for (const topic of listener.topics)
          if (topic.topic.kind === 'log') tellLog(listener, principal, topic, feed, events, worded);
          else tellStates(listener, principal, topic, news, worded);
        listener.isNew = false;
      });
    },
    close() {
      for (const { channel } of listeners) channel.end();
      listeners.clear();
    },
  };
}

const feedOf = (database: Database): EventFeed =>
  createEventFeed({
    latest: (most) => latestStoredEvents(database, most),
    since: (time, most) => eventsStoredSince(database, time, most),
  });

function watchedOf(topics: readonly AskedTopic[]): WatchedKinds {
  const watched = new Map<StateKind, { ids: Set<string>; all: boolean }>();
  for (const { topic, id } of topics) {
    if (topic.kind === 'log') continue;
    const entry = watched.get(topic.kind) ?? { ids: new Set(), all: false };
    if (id === EVERY) entry.all = true;
    else entry.ids.add(id);
    watched.set(topic.kind, entry);
  }
  return watched;
}

function tellStates(
  { channel }: Listener,
  principal: Principal,
  { topic, id }: AskedTopic,
  states: readonly State[],
  worded: Wording,
): void {
  const divisions = divisionsWithAny(principal, topic.permissions);
  if (isNowhere(divisions)) return;
  for (const state of states)
    if (
      state.kind === topic.kind &&
      (id === EVERY || id === state.id) &&
      (state.divisionId === null || isIn(divisions, state.divisionId))
    )
      channel.send(worded.state(nameOf(topic, state.id), state));
}

/** Entries whose division is not known show to those alone who may see all divisions. */
function tellLog(
  { channel, isNew, lastEventId }: Listener,
  principal: Principal,
  { topic }: AskedTopic,
  feed: EventFeed | undefined,
  fresh: readonly FedEvent[],
  worded: Wording,
): void {
  const divisions = divisionsWithAny(principal, topic.permissions);
  let events = fresh;
  if (isNew && feed) {
    const { missed, isGap } = lastEventId === '' ? { missed: [], isGap: false } : feed.after(lastEventId);
    if (isGap) channel.send(gapEvent());
    events = missed;
  }
  for (const fed of isNowhere(divisions) ? [] : events) {
    const { divisionId = '' } = fed.event;
    if (divisions === 'all' || divisionId === ANY_DIVISION || divisions.has(divisionId))
      channel.send(worded.event(topic.prefix, fed));
  }
  // from now on whoever returns says how far he was, also when nothing was told yet
  if (isNew && feed) channel.send(newBuffer().id(feed.position()).dispatch());
}

type Wording = ReturnType<typeof createWording>;

/** Each text is made once, however many listeners get it. */
function createWording() {
  const made = new Map<string, EventBuffer>();
  const once = (key: string, make: () => EventBuffer): EventBuffer => {
    const known = made.get(key) ?? make();
    made.set(key, known);
    return known;
  };
  return {
    state: (topicName: string, { body }: State): EventBuffer =>
      once(topicName, () => newBuffer().data({ topicName, version: '2', eventBody: body }).dispatch()),
    event: (topicName: string, { event, position }: FedEvent): EventBuffer =>
      once(position, () =>
        newBuffer()
          .id(position)
          .data({ topicName, version: '2', eventBody: toEventLog(event) })
          .dispatch(),
      ),
  };
}

const newBuffer = (): EventBuffer => new EventBuffer();

const gapEvent = (): EventBuffer =>
  newBuffer()
    .event('gap')
    .data({ message: 'Some events are too old to be told again; the event log has them.' })
    .dispatch();
