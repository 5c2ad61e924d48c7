import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEvidence } from '../../faults/checker/read-evidence.ts';
import { readHistory, type LogEntry } from '../../faults/checker/read-history.ts';

const wall = new Date(5_000);

test('inserts, differences, whole documents and deletes are read, those of transactions too', () => {
  const entries: LogEntry[] = [
    { op: 'n', ns: '', o: { msg: 'periodic noop' }, wall },
    { op: 'i', ns: 'db.messages', o: { _id: 'a', state: 'INTENT' }, wall },
    { op: 'i', ns: 'db.contacts', o: { _id: 'a' }, wall },
    {
      op: 'c',
      ns: 'admin.$cmd',
      o: {
        applyOps: [
          {
            op: 'u',
            ns: 'db.messages',
            o: { $v: 2, diff: { u: { state: 'ACCEPTED' }, i: { wamid: 'w' }, d: { owner: false } } },
            o2: { _id: 'a' },
          },
        ],
      },
      wall,
    },
    { op: 'u', ns: 'db.messages', o: { _id: 'a', state: 'INTENT' }, o2: { _id: 'a' }, wall },
    { op: 'd', ns: 'db.messages', o: { _id: 'a' }, wall },
  ];
  expect(readHistory(entries, 'messages')).toEqual([
    { at: 5_000, id: 'a', kind: 'whole', set: { _id: 'a', state: 'INTENT' }, unset: [] },
    { at: 5_000, id: 'a', kind: 'part', set: { state: 'ACCEPTED', wamid: 'w' }, unset: ['owner'] },
    { at: 5_000, id: 'a', kind: 'whole', set: { _id: 'a', state: 'INTENT' }, unset: [] },
    { at: 5_000, id: 'a', kind: 'delete', set: {}, unset: [] },
  ]);
});

describe('a folder of evidence', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'evidence-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const files = [
    'accepted',
    'statuses',
    'campaigns',
    'messages',
    'run_counters',
    'imports',
    'import_rejects',
    'contacts',
    'oplog',
  ];

  test('is read with the times of extended JSON', () => {
    writeFileSync(join(folder, 'facts.json'), '{"runs":[],"imports":[]}');
    for (const name of files) writeFileSync(join(folder, `${name}.ndjson`), '');
    writeFileSync(
      join(folder, 'oplog.ndjson'),
      '{"op":"i","ns":"d.messages","o":{"_id":"a"},"wall":{"$date":"1970-01-01T00:00:05Z"}}\n',
    );
    expect(readEvidence(folder).history).toEqual([
      { at: 5_000, id: 'a', kind: 'whole', set: { _id: 'a' }, unset: [] },
    ]);
  });

  test('with a part missing is no evidence', () => {
    writeFileSync(join(folder, 'facts.json'), '{"runs":[],"imports":[]}');
    for (const name of files.slice(1)) writeFileSync(join(folder, `${name}.ndjson`), '');
    expect(() => readEvidence(folder)).toThrow(/accepted\.ndjson is missing/);
  });
});
