/** Reads a folder of evidence: JSON lines of the simulator, of each collection (MongoDB's extended JSON), and of the database's log. */
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence, Facts } from './evidence.ts';
import { readHistory, type LogEntry } from './read-history.ts';

const CHUNK_BYTES = 1 << 22;

export function readEvidence(folder: string): Evidence {
  const lines = <T>(name: string): T[] => linesOf(join(folder, `${name}.ndjson`)) as T[];
  return {
    facts: JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8')) as Facts,
    accepted: lines('accepted'),
    told: lines('statuses'),
    campaigns: lines('campaigns'),
    messages: lines('messages'),
    counters: lines('run_counters'),
    imports: lines('imports'),
    rejects: lines('import_rejects'),
    contacts: lines('contacts'),
    history: readHistory(lines<LogEntry>('oplog'), 'messages'),
  };
}

/** Line by line: the log of a long run is longer than a string may be. */
export function linesOf(path: string): unknown[] {
  if (!existsSync(path)) throw new Error(`${path} is missing: the evidence is not whole`);
  const file = openSync(path, 'r');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const found: unknown[] = [];
  let rest = Buffer.alloc(0);
  try {
    for (let bytes; (bytes = readSync(file, chunk)) > 0;) {
      const read = Buffer.concat([rest, chunk.subarray(0, bytes)]);
      const end = read.lastIndexOf(10) + 1;
      for (const line of read.subarray(0, end).toString().split('\n'))
        if (line !== '') found.push(JSON.parse(line, revive));
      rest = Buffer.from(read.subarray(end));
    }
  } finally {
    closeSync(file);
  }
  if (rest.length > 0) found.push(JSON.parse(rest.toString(), revive));
  return found;
}

/** Times and long numbers of extended JSON, as far as documents here hold them. */
function revive(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if ('$date' in value) return new Date(value.$date as string | number);
  if ('$numberLong' in value) return Number(value.$numberLong);
  return value;
}
