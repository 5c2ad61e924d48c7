import {
  toSendResult,
  type Exchange,
  type SendResult,
} from '../../../../services/sender/send/send-result.ts';

const answer = (
  status: number,
  body: unknown,
  over: Partial<Exchange & { kind: 'answer' }> = {},
): Exchange => ({
  kind: 'answer',
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  ...over,
});
const graphError = (code: number, over: object = {}): object => ({
  error: {
    message: `(#${code}) title`,
    type: 'OAuthException',
    code,
    error_data: { messaging_product: 'whatsapp', details: 'details' },
    ...over,
  },
});
const result = (exchange: Exchange, attempt = 1, endpoint?: 'marketing_messages'): SendResult =>
  toSendResult(exchange, attempt, 3, 1, endpoint);

describe('send result', () => {
  it('accepts a 200 with a message id', () => {
    expect(result(answer(200, { messages: [{ id: 'wamid.X', message_status: 'accepted' }] }))).toEqual({
      kind: 'ACCEPTED',
      wamid: 'wamid.X',
    });
  });

  it.each([
    ['a 2xx without a message id', answer(200, { contacts: [] })],
    ['a 2xx with garbage', answer(200, '<html>')],
    ['a 504 without a Graph body', answer(504, 'Gateway Timeout')],
    ['a 502 with JSON that is no Graph error', answer(502, { error: 'bad gateway' })],
    [
      'a connection lost after the request was written',
      { kind: 'no-answer', written: true, reason: 'reset' } as const,
    ],
  ])('does not know the outcome of %s', (_, exchange) => {
    expect(result(exchange).kind).toBe('UNKNOWN');
  });

  it('tries again when no byte can have left', () => {
    expect(result({ kind: 'no-answer', written: false, reason: 'no connection (ECONNREFUSED)' })).toEqual({
      kind: 'RETRY',
      code: null,
      reason: 'no connection (ECONNREFUSED)',
      afterMs: 1_000,
    });
  });

  it('decides on the code, not on the HTTP status', () => {
    for (const status of [400, 403, 429])
      expect(result(answer(status, graphError(130429))).kind).toBe('RETRY');
  });

  it('slows the number down on 130429 and never writes the message off', () => {
    const many = result(answer(429, graphError(130429)), 50);
    expect(many).toMatchObject({ kind: 'RETRY', code: 130429, signal: { type: 'SlowDown' } });
  });

  it('waits 4^X seconds for a pair, X = 0, 1, 2 …', () => {
    const waits = [1, 2, 3].map(
      (attempt) => (result(answer(400, graphError(131056)), attempt) as { afterMs: number }).afterMs,
    );
    expect(waits).toEqual([1_000, 4_000, 16_000]);
  });

  it('tries a fault of the provider a few times, then fails', () => {
    expect(result(answer(500, graphError(131000)), 1).kind).toBe('RETRY');
    expect(result(answer(500, graphError(131000)), 3)).toEqual({
      kind: 'FAILED',
      code: 131000,
      reason: 'details (3 attempts)',
    });
  });

  it('holds the account on a bad token and keeps the message', () => {
    expect(result(answer(401, graphError(190)))).toMatchObject({
      kind: 'RETRY',
      code: 190,
      signal: { type: 'Hold', scope: 'ACCOUNT' },
    });
  });

  it('holds the app for as long as the usage header says', () => {
    const usage = JSON.stringify({
      '123': [{ type: 'whatsapp', call_count: 100, estimated_time_to_regain_access: 7 }],
    });
    expect(result(answer(429, graphError(4), { usage }))).toMatchObject({
      signal: { scope: 'APP', forMs: 420_000 },
    });
  });

  it('leaves the waiting to the hold, so that a paused template that is unpaused early frees its messages too', () => {
    for (const code of [4, 190, 368, 80007, 131042, 131048, 132015]) {
      const held = result(answer(400, graphError(code)));
      expect(held).toMatchObject({ kind: 'RETRY', afterMs: 5_000, signal: { type: 'Hold' } });
      expect((held as { signal: { forMs: number } }).signal.forMs).toBeGreaterThanOrEqual(60_000);
    }
  });

  it('honours Retry-After in seconds', () => {
    expect(result(answer(429, graphError(130429), { retryAfter: '9' }))).toMatchObject({
      kind: 'RETRY',
      afterMs: 9_000,
    });
  });

  it('stops the campaign on a template that does not exist', () => {
    expect(result(answer(404, graphError(132001)))).toMatchObject({
      kind: 'FAILED',
      code: 132001,
      signal: { type: 'CampaignMustStop' },
    });
  });

  it('waits out the lag of a new template on the marketing endpoint once, for 131009', () => {
    const refused = answer(400, graphError(131009));
    expect(result(refused).kind).toBe('FAILED');
    expect(result(refused, 1, 'marketing_messages')).toMatchObject({ kind: 'RETRY', afterMs: 600_000 });
    expect(result(refused, 2, 'marketing_messages').kind).toBe('FAILED');
  });

  it('tries to fetch media three times, whatever the setting is', () => {
    const refused = answer(400, graphError(131053));
    expect([1, 2, 3].map((attempt) => toSendResult(refused, attempt, 9, 1).kind)).toEqual([
      'RETRY',
      'RETRY',
      'FAILED',
    ]);
  });

  it('tries an unknown code again only if it is transient', () => {
    expect(result(answer(500, graphError(999_999, { is_transient: true }))).kind).toBe('RETRY');
    expect(result(answer(400, graphError(999_999))).kind).toBe('FAILED');
  });
});
