/** The parts of a comma-separated value, trimmed, without empty ones. */
export const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
