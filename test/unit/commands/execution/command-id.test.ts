import fc from 'fast-check';
import {
  internalCommandId,
  unusableCommandId,
  unusableInternalCommandId,
} from '../../../../services/commands/execution/command-id.ts';

test('no id is one of a public and of an internal command', () => {
  const anyId = fc.oneof(
    fc.string(),
    fc.string().map((text) => `internal/${text}`),
    fc.constantFrom('internal', 'internal/', '/', 'x'.repeat(129), 'a5-B_7:9.z'),
  );
  fc.assert(
    fc.property(anyId, (id) => unusableCommandId(id) !== null || unusableInternalCommandId(id) !== null),
  );
});

test('what an internal command is made from gives its id, also from the longest id of a campaign', () => {
  expect(internalCommandId('complete', 'run', 4, 'r3')).toBe('internal/complete-run-4-r3');
  expect(unusableInternalCommandId(internalCommandId('invalidate', 'c'.repeat(128), 7))).toBeNull();
});

test.each(['', 'internal/', 'complete-run-4-r3', 'x'.repeat(1_000), `internal/${'x'.repeat(600)}`])(
  'an internal command with the id %p cannot be answered, and a short sentence says why',
  (id) => {
    const reason = unusableInternalCommandId(id);
    expect(reason).toContain('expected internal/');
    expect(reason?.length).toBeLessThan(260);
  },
);
