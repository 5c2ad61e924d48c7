/** Webhook subscriptions: the secret is shown once, what was given up is sent again, and who may only look can only look. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { eventNames } from '../../../../services/console/src/subscriptions/event-names.ts';
import { SubscriptionsPage } from '../../../../services/console/src/subscriptions/subscriptions-page.tsx';
import { ALL_EVENTS, eventTypes } from '../../../../services/subscriptions/event-types.ts';
import { answerWith, refusal, show, type Call } from '../show.tsx';

const PATH = '/api/v2/outbound/webhooksubscriptions';
const one = {
  ...{ id: 's1', name: 'CRM', url: 'https://crm.example/hook', eventTypes: ['*'], enabled: true, version: 3 },
  ...{ failingSince: '2026-06-01T10:00:00Z', division: { id: 'home' }, selfUri: `${PATH}/s1` },
};
const dead = {
  ...{ id: 'd1', webhookId: 'w1', eventType: 'v2.outbound.whatsappcampaigns.started', state: 'DEAD' },
  ...{ tries: 9, dateCreated: '2026-06-01T10:00:00Z', payload: {} },
  lastTry: { at: '2026-06-01T11:00:00Z', status: 503 },
};
const serve = ({ path, method }: Call): unknown => {
  if (path.endsWith('/rotatesecret')) return { ...one, secret: 'renewed-secret' };
  if (path.endsWith('/redeliver')) return { count: 1 };
  if (path.endsWith('/deliveries')) return { entities: [dead], total: 1 };
  if (path === PATH && method === 'POST') return { ...one, secret: 'first-secret' };
  if (path === PATH) return { entities: [one], total: 1 };
  return one;
};
const deed = async (name: string) => {
  await userEvent.click(await screen.findByRole('button', { name: 'More actions: CRM' }));
  await userEvent.click(await screen.findByRole('menuitem', { name }));
  return screen.findByRole('dialog');
};

test('the events that may be chosen are those of the system', () => {
  expect(eventNames).toEqual([ALL_EVENTS, ...eventTypes]);
});

test('a secret is shown when the subscription is made, and not afterwards', async () => {
  const calls = answerWith(serve);
  show(<SubscriptionsPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Create a subscription' }));
  const dialog = await screen.findByRole('dialog');
  const make = within(dialog).getByRole('button', { name: 'Create a subscription' });
  await userEvent.type(within(dialog).getByLabelText(/^Name/), 'CRM');
  await userEvent.type(within(dialog).getByLabelText(/^Address/), 'crm.example');
  await userEvent.click(make);
  expect(within(dialog).getByText(/^Give an address/)).toBeTruthy();
  await userEvent.clear(within(dialog).getByLabelText(/^Address/));
  await userEvent.type(within(dialog).getByLabelText(/^Address/), 'https://crm.example/hook');
  await userEvent.click(make);
  expect(await screen.findByText('first-secret')).toBeTruthy();
  expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({
    ...{ name: 'CRM', url: 'https://crm.example/hook', eventTypes: ['*'] },
  });
  await userEvent.click(screen.getByRole('button', { name: 'I have kept it' }));
  await waitFor(() => expect(screen.queryByText('first-secret')).toBeNull());
});

test('a new secret comes after a question', async () => {
  const calls = answerWith(serve);
  show(<SubscriptionsPage />);
  const question = await deed('New secret');
  expect(calls.some(({ method }) => method === 'POST')).toBe(false);
  await userEvent.click(within(question).getByRole('button', { name: 'New secret' }));
  expect(await screen.findByText('renewed-secret')).toBeTruthy();
});

test('it is disabled with the version that was read, and keeps what it is told of', async () => {
  const calls = answerWith(serve);
  show(<SubscriptionsPage />);
  const question = await deed('Disable');
  await userEvent.click(within(question).getByRole('button', { name: 'Disable' }));
  await waitFor(() =>
    expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({
      ...{ name: 'CRM', url: 'https://crm.example/hook', eventTypes: ['*'], version: 3, enabled: false },
    }),
  );
});

test('what was given up is looked at and sent again', async () => {
  const calls = answerWith(serve);
  show(<SubscriptionsPage />);
  const dialog = await deed('Deliveries');
  expect(await within(dialog).findByText('Answered 503')).toBeTruthy();
  await userEvent.click(within(dialog).getByRole('button', { name: 'Send d1 again' }));
  await waitFor(() =>
    expect(calls.find(({ path }) => path.endsWith('/redeliver'))?.body).toEqual({ ids: ['d1'] }),
  );
  await userEvent.click(within(dialog).getByRole('radio', { name: 'Given up' }));
  await userEvent.click(
    await within(dialog).findByRole('button', { name: 'Send all that was given up again' }),
  );
  await waitFor(() =>
    expect(calls.filter(({ path }) => path.endsWith('/redeliver')).at(-1)?.body).toEqual({ allDead: true }),
  );
  expect(calls.some(({ query }) => query.get('state') === 'DEAD')).toBe(true);
});

test('who may only look sees deliveries and nothing to change', async () => {
  answerWith(serve);
  show(<SubscriptionsPage />, ['outbound:webhookSubscription:view']);
  expect(await screen.findByText(/^No call has succeeded since/)).toBeTruthy();
  const dialog = await deed('Deliveries');
  expect(await within(dialog).findByText('Answered 503')).toBeTruthy();
  expect(within(dialog).queryByRole('button', { name: /again/ })).toBeNull();
});

test('a refusal of a test event or of sending again is told', async () => {
  const away = refusal(409, 'conflict', 'It is disabled: enable it first.');
  answerWith((call) => (/\/(test|redeliver)$/.test(call.path) ? away : serve(call)));
  show(<SubscriptionsPage />);
  const question = await deed('Send a test event');
  await userEvent.click(within(question).getByRole('button', { name: 'Send a test event' }));
  expect(await within(question).findByText('It is disabled: enable it first.')).toBeTruthy();
  await userEvent.click(within(question).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const dialog = await deed('Deliveries');
  await userEvent.click(await within(dialog).findByRole('button', { name: 'Send d1 again' }));
  expect(await within(dialog).findByText('It is disabled: enable it first.')).toBeTruthy();
});
