/** Who did not get it: chosen, confirmed after the page has said what will happen, and sent as chosen. */
import { Grid } from '@mantine/core';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Campaign, Progress } from '../../../../services/console/src/api/types.ts';
import { ResendCard } from '../../../../services/console/src/campaigns/page/resend-card.tsx';
import { answerWith, show, type Call } from '../show.tsx';

const campaign = {
  id: 'c1',
  name: 'Spring',
  campaignStatus: 'off',
  alwaysRunning: false,
  division: { id: 'home' },
};
const preview = {
  ...{ runNumber: 1, contacts: 100, reached: 60, skipped: 5, failed: 12, unknown: 3, neverReached: 20 },
  failedByCode: { 131026: 7, 131049: 5 },
};
const card = (of: object = campaign) => (
  <Grid>
    <ResendCard campaign={of as Campaign} progress={{ runNumber: 1 } as Progress} />
  </Grid>
);
const serve = ({ method }: Call): unknown => (method === 'GET' ? preview : { runNumber: 2 });

test('those who may have it already are named in the question, and the request acknowledges it', async () => {
  const calls = answerWith(serve);
  show(card());
  const person = userEvent.setup();
  await person.click(await screen.findByLabelText('Unknown: they may have it already'));
  await person.click(screen.getByLabelText('Failed'));
  await person.click(screen.getByRole('button', { name: 'Send again to 15 contacts' }));
  const question = await screen.findByRole('dialog');
  expect(question.textContent).toContain('3 contacts may have the message already');
  expect(question.textContent).toContain('20 contacts never reached can be sent to later');
  expect(calls.filter(({ method }) => method === 'POST')).toEqual([]);
  await person.click(within(question).getByRole('button', { name: 'Send again' }));
  await waitFor(() => expect(calls.some(({ method }) => method === 'POST')).toBe(true));
  expect(calls.find(({ method }) => method === 'POST')).toMatchObject({
    path: '/api/v2/outbound/messagingcampaigns/c1/resend',
    body: { kinds: ['UNKNOWN', 'FAILED'], codes: [], runNumber: 1, mayGetItTwice: true },
  });
});

test('nothing can be sent before somebody is chosen, or by who may not start the campaign', async () => {
  answerWith(serve);
  const { unmount } = show(card());
  const none = await screen.findByRole<HTMLButtonElement>('button', { name: 'Send again to 0 contacts' });
  expect(none.disabled).toBe(true);
  unmount();
  show(card(), ['outbound:messagingCampaign:view']);
  await screen.findByText('Failed');
  expect(screen.queryByRole('button', { name: /Send again/ })).toBeNull();
});
