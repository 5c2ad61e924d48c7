export type ColumnKind = 'phone' | 'amount' | 'date' | 'zone' | 'text';

/** What a column seems to hold, from its name and some of its cells. */
export function kindOfColumn(name: string, values: readonly string[]): ColumnKind {
  const filled = values.map((value) => value.trim()).filter((value) => value !== '');
  const all = (pattern: RegExp): boolean => filled.length > 0 && filled.every((value) => pattern.test(value));
  if (all(/^[A-Z][A-Za-z]+\/[A-Z][\w/+-]+$/)) return 'zone';
  if (all(/^\d{4}-\d{2}-\d{2}/) || all(/^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}$/)) return 'date';
  const isNumber =
    all(/^\+?[\d\s().-]{7,20}$/) && filled.every((value) => value.replace(/\D/g, '').length >= 7);
  if (isNumber && (/phone|mobile|cell|whats|tel|dnc|home|work|電話|携帯/i.test(name) || all(/^\+|[\s()-]/)))
    return 'phone';
  if (all(/^[-+]?\p{Sc}?\s?[\d.,]+\s?\p{Sc}?$/u)) return 'amount';
  return 'text';
}
