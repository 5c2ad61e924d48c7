/** Campaign Management as it is read and used, with answers in the place of the server. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { CampaignsPage } from '../../../../services/console/src/campaigns/campaigns-page.tsx';
import { answerWith, refusal, show, type Call } from '../show.tsx';

const campaign = {
  id: 'c1',
  name: 'Spring',
  dateCreated: '2026-01-01T00:00:00.000Z',
  dateModified: '2026-01-01T00:00:00.000Z',
  version: 1,
  division: { id: 'home' },
  campaignStatus: 'off',
  contactList: { id: 'l1', name: 'Customers' },
  dncLists: [],
  contactListFilters: [],
  contactSorts: [],
  messagesPerMinute: 300,
  alwaysRunning: false,
  ruleSets: [],
  errors: [],
  whatsAppConfig: {
    whatsAppColumns: ['Phone'],
    whatsAppIntegration: { id: 'i1' },
    contentTemplate: { id: 't1' },
  },
  templateBinding: {},
  runNumber: 1,
  selfUri: '',
};
const progress = {
  campaign: { id: 'c1' },
  contactList: { id: 'l1' },
  numberOfContactsCalled: 0,
  numberOfContactsMessaged: 700,
  totalNumberOfContacts: 5_000,
  percentage: 15,
  numberOfContactsSkipped: { ININ_OUTBOUND_ON_DO_NOT_CALL_LIST: 89 },
  sent: 690,
  delivered: 600,
  read: 300,
  failed: 10,
  failedByCode: {},
  unknown: 0,
  limitPerMinute: 300,
  reason: 'off',
  ownPerMinute: 300,
  at: '2026-01-01T00:00:00.000Z',
  runNumber: 1,
};
const listing = (entities: unknown[]) => ({
  entities,
  pageNumber: 1,
  pageSize: 25,
  total: entities.length,
  pageCount: 1,
});
const serve =
  (entities: unknown[]) =>
  ({ path, method }: Call): unknown => {
    if (path.endsWith('/progress') && method === 'POST') return [progress];
    if (path === '/api/v2/outbound/messagingcampaigns') return listing(entities);
    return null;
  };

test('a campaign is shown with its figures', async () => {
  answerWith(serve([campaign]));
  show(<CampaignsPage />);
  const row = (await screen.findByRole('link', { name: 'Spring' })).closest('tr');
  await waitFor(() => expect(within(row!).getByText('15%')).toBeTruthy());
  expect(row!.textContent).toContain('Customers');
  expect(row!.textContent).toContain('789 of 5,000');
  for (const figure of ['690', '600', '300', '10', '89']) expect(row!.textContent).toContain(figure);
});

test('stop and start ask first, and say how many have not been messaged', async () => {
  const calls = answerWith(serve([campaign]));
  show(<CampaignsPage />);
  await screen.findByText('789 of 5,000');
  await userEvent.click(screen.getByRole('button', { name: 'Start: Spring' }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain(
    '4,211 people have not been messaged yet. It goes on where it stood, at 300',
  );
  expect(calls.some(({ path }) => path.endsWith('/start'))).toBe(false);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Start' }));
  await waitFor(() => expect(calls.some(({ path }) => path.endsWith('/c1/start'))).toBe(true));
});

test('a refusal is shown in the question, which stays', async () => {
  const others = serve([campaign]);
  answerWith((call) =>
    call.path.endsWith('/start')
      ? refusal(400, 'active.campaigns.limit.exceeded', 'At most 25 campaigns may be active.')
      : others(call),
  );
  show(<CampaignsPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Start: Spring' }));
  await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Start' }));
  expect((await screen.findByRole('alert')).textContent).toContain('At most 25 campaigns may be active.');
  expect(screen.getByRole('dialog')).toBeTruthy();
});

test('what is searched for, sorted by and which status is asked of the server', async () => {
  const calls = answerWith(serve([campaign]));
  show(<CampaignsPage />);
  await screen.findByRole('link', { name: 'Spring' });
  await userEvent.type(screen.getByRole('searchbox', { name: 'Search by name' }), 'spr');
  await waitFor(() => expect(calls.some(({ query }) => query.get('name') === 'spr')).toBe(true));
  await userEvent.click(screen.getByRole('button', { name: 'Status' }));
  await waitFor(() => expect(calls.some(({ query }) => query.get('sortBy') === 'campaignStatus')).toBe(true));
  expect(screen.getByRole('columnheader', { name: 'Status' }).getAttribute('aria-sort')).toBe('ascending');
});

test('without campaigns the page says what a campaign is; who may not make one is not asked to', async () => {
  answerWith(serve([]));
  show(<CampaignsPage />, ['outbound:whatsAppCampaign:view']);
  expect(await screen.findByText('No campaigns yet')).toBeTruthy();
  expect(screen.queryByRole('link', { name: 'Create a WhatsApp campaign' })).toBeNull();
});

test('what the caller lacks is named', async () => {
  answerWith(() =>
    refusal(
      403,
      'missing.any.permissions',
      'Unable to perform the requested action. You are missing the following permission(s): outbound:messagingCampaign:view, outbound:whatsAppCampaign:view.',
    ),
  );
  show(<CampaignsPage />);
  expect((await screen.findByRole('alert')).textContent).toContain('outbound:whatsAppCampaign:view');
});
