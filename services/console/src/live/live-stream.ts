/** The live stream of the API: opened as long as somebody is signed in, opened again by itself when it has ended. */

const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 15_000;

export type StreamEvents = {
  readonly onOpen: () => void;
  readonly onNews: (data: string) => void;
  readonly onLost: () => void;
};

let isOpen = false;
/** Whether changes are told: what is read by looking again and again may be read more seldom then. */
export const isLive = (): boolean => isOpen;

/** @returns closes it */
export function openStream(topics: readonly string[], { onOpen, onNews, onLost }: StreamEvents): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMs = FIRST_WAIT_MS;
  const lost = (): void => {
    if (!isOpen) return;
    isOpen = false;
    onLost();
  };
  const open = (): void => {
    source = new EventSource(`/api/v2/notifications/stream?topics=${topics.join(',')}`);
    source.onopen = () => {
      waitMs = FIRST_WAIT_MS;
      isOpen = true;
      onOpen();
    };
    source.onmessage = ({ data }: MessageEvent<string>) => onNews(data);
    source.onerror = () => {
      lost();
      // the browser gives up after a refusal
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, waitMs);
      waitMs = Math.min(2 * waitMs, MAX_WAIT_MS);
    };
  };
  open();
  return () => {
    isOpen = false;
    clearTimeout(timer);
    source?.close();
  };
}
