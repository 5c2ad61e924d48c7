import { saveBehind } from '../../../../services/importer/import/save-behind.ts';

/** A save that ends when told. */
function stepwise() {
  const ends: Array<{ resolve: () => void; reject: (error: Error) => void }> = [];
  const save = () => new Promise<void>((resolve, reject) => ends.push({ resolve, reject }));
  return { ends, save };
}

test('changes during a save go together with the next one', async () => {
  const { ends, save } = stepwise();
  const saver = saveBehind(save, () => undefined);
  saver.changed();
  for (let change = 0; change < 5; change += 1) saver.changed();
  expect(ends).toHaveLength(1);
  const settled = saver.settled();
  ends[0]?.resolve();
  await new Promise(setImmediate);
  expect(ends).toHaveLength(2);
  ends[1]?.resolve();
  await settled;
  expect(ends).toHaveLength(2);
  saver.changed();
  expect(ends).toHaveLength(3);
});

test('nothing to save is settled at once', async () => {
  await saveBehind(
    () => Promise.resolve(),
    () => undefined,
  ).settled();
});

test('after a failure, which is told once, nothing is saved any more', async () => {
  const { ends, save } = stepwise();
  const failures: unknown[] = [];
  const saver = saveBehind(save, (error) => void failures.push(error));
  const lost = new Error('lost');
  saver.changed();
  saver.changed();
  ends[0]?.reject(lost);
  await saver.settled();
  saver.changed();
  await saver.settled();
  expect([ends.length, failures]).toEqual([1, [lost]]);
});
