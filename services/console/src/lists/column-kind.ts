const MOST = 0.8;

export type ColumnKind = 'phone' | 'amount' | 'date' | 'zone' | 'text';

/** What a column seems to hold, from its name and some of its cells. */
export function kindOfColumn(name: string, values: readonly string[]): ColumnKind {
  const filled = values.map((value) => value.trim()).filter((value) => value !== '');
  // a few bad cells do not hide what the others are
  const most = (fits: (value: string) => boolean): boolean =>
    filled.length > 0 && filled.filter(fits).length >= MOST * filled.length;
  const all = (pattern: RegExp): boolean => most((value) => pattern.test(value));
  if (all(/^[A-Z][A-Za-z]+\/[A-Z][\w/+-]+$/)) return 'zone';
  if (all(/^\d{4}-\d{2}-\d{2}/) || all(/^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}$/)) return 'date';
  const isNumber = all(/^\+?[\d\s().-]{7,20}$/) && most((value) => value.replace(/\D/g, '').length >= 7);
  if (isNumber && (/phone|mobile|cell|whats|tel|dnc|home|work|電話|携帯/i.test(name) || all(/^\+|[\s()-]/)))
    return 'phone';
  if (all(/^[-+]?\p{Sc}?\s?[\d.,]+\s?\p{Sc}?$/u)) return 'amount';
  return 'text';
}
