import { messageFilter } from '../../../../services/queries/messages/message-filter.ts';

test('without conditions it is the whole run', () => {
  expect(messageFilter('0123456789abcdef', {})).toEqual({
    _id: { $gte: '0123456789abcdef-', $lt: '0123456789abcdef.' },
  });
});

test('outcomes are alternatives; codes and reasons narrow them', () => {
  expect(
    messageFilter('r', { only: ['failed', 'never-reached'], code: [131026], reason: ['x', 'y'] }),
  ).toMatchObject({
    $or: [{ state: 'FAILED' }, { state: 'ACCEPTED', delivery: { $nin: ['DELIVERED', 'READ'] } }],
    code: { $in: [131026] },
    reason: { $in: ['x', 'y'] },
  });
});
