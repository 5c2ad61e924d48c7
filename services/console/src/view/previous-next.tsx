/** To the page before and the next, where each page is known by where it begins and not by a number. */
import { Button, Group } from '@mantine/core';

type Props = {
  /** Where the pages up to this one begin; the first is not among them. */
  readonly starts: readonly string[];
  /** Undefined: this is the last page. */
  readonly next: string | undefined;
  readonly onStarts: (starts: readonly string[]) => void;
  readonly words: { readonly previous: string; readonly next: string };
};

export function PreviousNext({ starts, next, onStarts, words }: Props) {
  if (starts.length === 0 && next === undefined) return null;
  return (
    <Group justify="flex-end">
      <Button
        variant="default"
        size="xs"
        disabled={starts.length === 0}
        onClick={() => onStarts(starts.slice(0, -1))}
      >
        {words.previous}
      </Button>
      <Button
        variant="default"
        size="xs"
        disabled={next === undefined}
        onClick={() => next !== undefined && onStarts([...starts, next])}
      >
        {words.next}
      </Button>
    </Group>
  );
}
