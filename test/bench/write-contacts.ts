/** Contact and do-not-contact lists as CSV files: any size, the same for the same size. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';

export const CONTACT_COLUMNS = ['Customer', 'Name', 'Phone', 'Tier', 'Balance', 'Member Since'] as const;

const LINES_A_WRITE = 2_000;
const TIERS = ['gold', 'silver', 'bronze', 'basic', 'trial'];
const NAMES = ['Ada', 'Wei', 'Kwame', 'Zoë', 'José', 'Fatima', 'Bill', 'Nguyễn', 'Olga', 'Smith, Bill'];
const AREA_CODES = [202, 212, 305, 312, 317, 404, 415, 424, 512, 646];

/** The writer's ways to write a number; the person is the same. */
const WRITINGS = [
  (area: number, exchange: string, line: string) => `+1 ${area} ${exchange} ${line}`,
  (area: number, exchange: string, line: string) => `(${area}) ${exchange}-${line}`,
  (area: number, exchange: string, line: string) => `1${area}${exchange}${line}`,
];

/** Phone ID of the contact with a number from 0. */
export function phoneIdOf(contact: number): string {
  const { area, exchange, line } = phoneParts(contact);
  return `1${area}${exchange}${line}`;
}

function phoneParts(contact: number): { area: number; exchange: string; line: string } {
  const area = AREA_CODES[contact % AREA_CODES.length] ?? 202;
  const rest = Math.floor(contact / AREA_CODES.length);
  return {
    area,
    exchange: String(200 + (Math.floor(rest / 10_000) % 800)),
    line: String(rest % 10_000).padStart(4, '0'),
  };
}

/** Cells of a contact; a multiplicative hash scatters them, so that files come unsorted. */
export function contactCells(contact: number): string[] {
  const chance = Math.imul(contact + 1, 2_654_435_761) >>> 0;
  const { area, exchange, line } = phoneParts(contact);
  const write = WRITINGS[contact % WRITINGS.length];
  const day = String(1 + ((chance >>> 3) % 28)).padStart(2, '0');
  const month = String(1 + ((chance >>> 8) % 12)).padStart(2, '0');
  return [
    `C${String(contact).padStart(7, '0')}`,
    `${NAMES[chance % NAMES.length]} ${(chance >>> 5) % 10_000}`,
    write?.(area, exchange, line) ?? '',
    TIERS[(chance >>> 7) % TIERS.length] ?? '',
    chance % 50 === 0 ? '' : (((chance >>> 4) % 1_000_000) / 100).toFixed(2),
    `${2005 + ((chance >>> 12) % 20)}-${month}-${day}`,
  ];
}

const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export function writeContacts(file: string, contacts: number): Promise<void> {
  return writeLines(file, contacts, CONTACT_COLUMNS.join(','), (contact) =>
    contactCells(contact).map(quoted).join(','),
  );
}

/** Tab-separated and without a header, for tools that read nothing else. */
export function writeContactsTabbed(file: string, contacts: number): Promise<void> {
  return writeLines(file, contacts, null, (contact) => contactCells(contact).join('\t'));
}

/** Numbers of the contacts with an odd number, in a national writing beside another column. */
export function writeDncNumbers(file: string, numbers: number): Promise<void> {
  return writeLines(file, numbers, 'Last Name,DNC_Cell', (entry) => {
    const { area, exchange, line } = phoneParts(2 * entry + 1);
    return `Smith,${area}-${exchange}-${line}`;
  });
}

async function writeLines(
  file: string,
  count: number,
  header: string | null,
  lineOf: (place: number) => string,
): Promise<void> {
  const out = createWriteStream(file);
  if (header !== null) out.write(`${header}\n`);
  for (let place = 0; place < count;) {
    const lines: string[] = [];
    for (const end = Math.min(count, place + LINES_A_WRITE); place < end; place += 1)
      lines.push(`${lineOf(place)}\n`);
    if (!out.write(lines.join(''))) await once(out, 'drain');
  }
  out.end();
  await finished(out);
}
