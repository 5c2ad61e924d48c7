import { backlogOf } from '../../../../services/throttle/number/sender-backlog.ts';

const ends = [
  { partition: 0, low: '10', high: '100' },
  { partition: 1, low: '0', high: '7' },
];

it('counts what the senders have not committed', () => {
  const committed = [
    { partition: 0, offset: '90' },
    { partition: 1, offset: '7' },
  ];
  expect(backlogOf(ends, committed)).toEqual({ waiting: 10, taken: 97 });
});

it('counts all that a partition holds while no sender has committed there', () => {
  expect(backlogOf(ends, [{ partition: 0, offset: '-1' }])).toEqual({ waiting: 97, taken: 10 });
});
