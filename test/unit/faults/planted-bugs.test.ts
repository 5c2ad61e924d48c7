import { readFileSync } from 'node:fs';
import { rules } from '../../faults/checker/check.ts';
import { changeSource } from '../../faults/planted/plant.ts';
import { monthRules } from '../../faults/checker/months/check-months.ts';
import { plantedBugs as plantedInADay } from '../../faults/planted/planted-bugs.ts';
import { plantedMonthBugs } from '../../faults/planted/planted-month-bugs.ts';

const plantedBugs = [...plantedInADay, ...plantedMonthBugs];

test.each(plantedBugs)('$name still fits the code that it spoils', ({ name, changes }) => {
  for (const file of new Set(changes.map((change) => change.file))) {
    const source = readFileSync(file, 'utf8');
    const spoilt = changeSource(
      source,
      name,
      changes.filter((change) => change.file === file),
    );
    expect(spoilt).not.toEqual(source);
  }
});

test('a change that does not fit is an error that names the bug, the file and the place to mend', () => {
  const change = { file: 'services/a.ts', find: 'x', instead: 'y' };
  expect(() => changeSource('x x', 'some-bug', [change])).toThrow(/some-bug .* services\/a\.ts .* 2 times/);
  expect(() => changeSource('', 'some-bug', [change])).toThrow(/0 times/);
});

test('planted bugs have names of their own, and are caught by rules that exist', () => {
  expect(new Set(plantedBugs.map(({ name }) => name)).size).toBe(plantedBugs.length);
  expect(
    plantedBugs.flatMap(({ caughtBy }) => caughtBy).filter((rule) => !(rule in rules || rule in monthRules)),
  ).toEqual([]);
});
