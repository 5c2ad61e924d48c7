/** The messages accepted last, each with what its recipient reads and how far it has come. */

export const LATEST = 20;

export interface LatestMessage {
  wamid: string;
  /** Real time of acceptance, ms since the epoch. */
  at: number;
  to: string;
  template: string;
  outcome: string;
  phoneNumberId: string;
  callbackData: string | null;
  /** Made on demand. */
  text: () => string;
}

export type ShownMessage = Omit<LatestMessage, 'text'> & { text: string; statuses: string[] };

export interface LatestMessages {
  accepted(message: LatestMessage): void;
  /** A message that is no longer among the latest is ignored. @param code of a failure */
  status(wamid: string, status: string, code?: number): void;
  /** The newest first. */
  list(): ShownMessage[];
}

export function createLatestMessages(): LatestMessages {
  const messages = new Map<string, { message: LatestMessage; statuses: string[] }>();
  return {
    accepted(message) {
      messages.set(message.wamid, { message, statuses: [] });
      const [oldest] = messages.keys();
      if (messages.size > LATEST && oldest !== undefined) messages.delete(oldest);
    },
    status(wamid, status, code) {
      messages.get(wamid)?.statuses.push(code === undefined ? status : `${status} ${code}`);
    },
    list: () =>
      [...messages.values()]
        .reverse()
        .map(({ message, statuses }) => ({ ...message, text: message.text(), statuses: [...statuses] })),
  };
}
