/** `1 number`, `1,200 numbers`. @param plural when it is not the noun and an s */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? noun : plural}`;
