/** Reads a folder of evidence: JSON lines of the simulator, of each collection (MongoDB's extended JSON), and of the database's log. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Evidence, Facts } from './evidence.ts';
import { readHistory, type LogEntry } from './read-history.ts';

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

function linesOf(path: string): unknown[] {
  if (!existsSync(path)) throw new Error(`${path} is missing: the evidence is not whole`);
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line, revive) as unknown);
}

/** Times and long numbers of extended JSON, as far as documents here hold them. */
function revive(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if ('$date' in value) return new Date(value.$date as string | number);
  if ('$numberLong' in value) return Number(value.$numberLong);
  return value;
}
