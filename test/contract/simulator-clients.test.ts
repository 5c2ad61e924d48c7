/**
 * Client libraries made for Meta, unmodified, against the simulator: sends, templates, reads, errors in their own classes, and webhooks
 * verified and parsed by their own code. Only the address differs: by a setting where there is one, else by the fetch that they are given.
 */
import { buildTemplatePayload, GraphApiError, WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server';
import { WhatsAppAPI } from 'whatsapp-api-js';
import { Location, Text } from 'whatsapp-api-js/messages';
import {
  BodyComponent,
  BodyParameter,
  HeaderComponent,
  HeaderParameter,
  Language,
  Template,
  URLComponent,
} from 'whatsapp-api-js/messages/template';
import {
  startReceiver,
  startSimulator,
  until,
  type Client,
  type Receiver,
} from '../fixtures/simulator/start-simulator.ts';

const NUMBER = '106540352242922';
const ACCOUNT = '102290129340398';
const TOKEN = 'token-example';
const APP_SECRET = 'app-secret-example';
const PERSON = '14155550123';

const ACCOUNT_OF_THE_TEST = {
  statuses: {
    sent: { delayMs: 1 },
    delivered: { delayMs: 1 },
    read: { delayMs: 1, probability: 1 },
    failed: { delayMs: 1 },
  },
  // one status a call: not every library looks further than the first
  webhook: { maxWaitMs: 1, batchSize: 1, concurrency: 1 },
  account: { id: ACCOUNT, name: 'Ada & Co', businessId: '600' },
  numbers: [{ id: NUMBER, display_phone_number: '+1 555-010-0001', verified_name: 'Ada & Co' }],
  templates: [
    {
      id: '900',
      name: 'spring_offer',
      language: 'en_US',
      components: [
        { type: 'HEADER', format: 'TEXT', text: 'Hello {{1}}' },
        { type: 'BODY', text: 'Until {{1}} everything is {{2}} off.' },
        { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Shop', url: 'https://example.com/{{1}}' }] },
      ],
    },
    {
      id: '901',
      name: 'old',
      language: 'en_US',
      status: 'PAUSED',
      components: [{ type: 'BODY', text: 'Hello' }],
    },
    ...Array.from({ length: 30 }, (_, n) => ({
      name: `more_${n}`,
      language: 'de',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Hallo' }],
    })),
  ],
};

/** What the library's builder makes, in the type that its sender takes: the two do not know each other. */
type SentTemplate = Parameters<WhatsAppClient['messages']['sendTemplate']>[0]['template'];

let receiver: Receiver;
let simulator: Client;

beforeAll(async () => {
  receiver = await startReceiver();
  simulator = await startSimulator({}, receiver.url);
});

afterAll(async () => {
  await simulator.close();
  await receiver.close();
});

beforeEach(async () => {
  await simulator.put('/simulator/scenario', ACCOUNT_OF_THE_TEST);
  await simulator.post('/simulator/reset', {});
  receiver.calls.length = 0;
});

const accepted = () => simulator.lines('/simulator/accepted');

describe('@kapso/whatsapp-cloud-api', () => {
  let client: WhatsAppClient;

  beforeAll(() => {
    client = new WhatsAppClient({ accessToken: TOKEN, baseUrl: simulator.base, graphVersion: 'v24.0' });
  });

  const template = (name: string, texts: string[]) =>
    buildTemplatePayload({
      name,
      language: { code: 'en_US', policy: 'deterministic' },
      components:
        texts.length === 0
          ? []
          : [
              { type: 'HEADER', parameters: [{ type: 'text', text: 'Ada' }] },
              { type: 'BODY', parameters: texts.map((text) => ({ type: 'text', text })) },
              { type: 'BUTTON', sub_type: 'URL', index: 0, parameters: [{ type: 'text', text: 'spring' }] },
            ],
    }) as unknown as SentTemplate;
  const send = (name: string, texts: string[]) =>
    client.messages.sendTemplate({
      phoneNumberId: NUMBER,
      to: `+${PERSON}`,
      template: template(name, texts),
    });

  test('sends a template with header, body and button, and reads the reply', async () => {
    const reply = await send('spring_offer', ['Sunday', '20 %']);
    expect(reply.contacts).toEqual([{ input: `+${PERSON}`, wa_id: PERSON }]);
    expect(reply.messages[0]).toMatchObject({
      id: expect.stringMatching(/^wamid\./),
      message_status: 'accepted',
    });
    expect((await accepted())[0]).toMatchObject({
      to: PERSON,
      template: 'spring_offer',
      parameters: [
        { component: 'header', text: 'Ada' },
        { component: 'body', text: 'Sunday' },
        { component: 'body', text: '20 %' },
        { component: 'button', sub_type: 'url', index: 0, text: 'spring' },
      ],
    });
  });

  test('sends text, image, location, reaction and interactive messages, and marks as read', async () => {
    const to = { phoneNumberId: NUMBER, to: PERSON };
    await client.messages.sendText({ ...to, body: 'Hello' });
    await client.messages.sendImage({ ...to, image: { link: 'https://example.com/a.png', caption: 'A' } });
    await client.messages.sendLocation({ ...to, location: { latitude: 1, longitude: 2, name: 'Here' } });
    await client.messages.sendReaction({ ...to, reaction: { messageId: 'wamid.x', emoji: '👍' } });
    await client.messages.sendInteractiveButtons({
      ...to,
      bodyText: 'Yes?',
      buttons: [{ id: 'yes', title: 'Yes' }],
    });
    expect((await accepted()).map((line) => line.type)).toEqual([
      'text',
      'image',
      'location',
      'reaction',
      'interactive',
    ]);
    expect(await client.messages.markRead({ phoneNumberId: NUMBER, messageId: 'wamid.x' })).toEqual({
      success: true,
    });
  });

  test('lists templates page by page and reads one', async () => {
    const names: string[] = [];
    let after: string | undefined;
    do {
      const page = await client.templates.list({
        businessAccountId: ACCOUNT,
        limit: 10,
        ...(after === undefined ? {} : { after }),
      });
      names.push(...page.data.map(({ name }) => String(name)));
      after = page.paging?.next === undefined ? undefined : (page.paging.cursors?.after ?? undefined);
    } while (after !== undefined);
    expect(new Set(names).size).toBe(32);
    expect(names).toHaveLength(32);
    const approved = await client.templates.list({ businessAccountId: ACCOUNT, status: 'PAUSED' });
    expect(approved.data.map(({ name }) => name)).toEqual(['old']);
  });

  const failure = async (sending: Promise<unknown>): Promise<GraphApiError> => {
    const error: unknown = await sending.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof GraphApiError)) throw new Error(`not an error of the library: ${String(error)}`);
    return error;
  };

  test('understands errors: wrong parameters, a paused template, no token, throttling with Retry-After', async () => {
    const count = await failure(send('spring_offer', ['only one']));
    expect(count).toMatchObject({
      code: 132000,
      httpStatus: 400,
      type: 'OAuthException',
      details: 'body: number of localizable_params (1) does not match the expected number of params (2)',
    });
    expect(count.fbtraceId).toMatch(/^A[\w-]+$/);
    expect(count.isTemplateError()).toBe(true);
    expect((await failure(send('old', []))).code).toBe(132015);
    const stranger = new WhatsAppClient({ accessToken: 'wrong', baseUrl: simulator.base });
    const denied = await failure(
      stranger.messages.sendText({ phoneNumberId: NUMBER, to: PERSON, body: 'x' }),
    );
    expect(denied.isAuthError()).toBe(true);
    await simulator.put('/simulator/scenario', {
      ...ACCOUNT_OF_THE_TEST,
      limits: { messagesPerSecond: 0.001, retryAfter: true },
    });
    await client.messages.sendText({ phoneNumberId: NUMBER, to: PERSON, body: 'x' });
    const throttled = await failure(
      client.messages.sendText({ phoneNumberId: NUMBER, to: PERSON, body: 'x' }),
    );
    expect(throttled.isRateLimit()).toBe(true);
    expect(throttled.retry.retryAfterMs).toBeGreaterThan(0);
  });

  test('verifies and parses every kind of webhook', async () => {
    await send('spring_offer', ['Sünday', '20 %']);
    await until(() => receiver.statuses().length === 3);
    await simulator.post('/simulator/inbound', { phoneNumberId: NUMBER, from: PERSON, text: 'grüße 🌱' });
    await simulator.post('/simulator/inbound', {
      phoneNumberId: NUMBER,
      from: PERSON,
      type: 'button',
      text: 'Stop',
      payload: 'STOP',
    });
    await until(() => receiver.calls.length === 5);
    const parsed = receiver.calls.map(({ rawBody, signature }) => {
      const header = signature === undefined ? {} : { signatureHeader: signature };
      expect(verifySignature({ appSecret: APP_SECRET, rawBody, ...header })).toBe(true);
      expect(verifySignature({ appSecret: 'another', rawBody, ...header })).toBe(false);
      return normalizeWebhook(JSON.parse(rawBody.toString()));
    });
    expect(parsed.every(({ phoneNumberId }) => phoneNumberId === NUMBER)).toBe(true);
    expect(
      parsed.flatMap(({ statuses }) => statuses.map(({ status, recipientId }) => [status, recipientId])),
    ).toEqual([
      ['sent', PERSON],
      ['delivered', PERSON],
      ['read', PERSON],
    ]);
    expect(parsed.flatMap(({ messages }) => messages)).toMatchObject([
      { type: 'text', from: PERSON, text: { body: 'grüße 🌱' } },
      { type: 'button', from: PERSON, button: { text: 'Stop', payload: 'STOP' } },
    ]);
  });
});

describe('whatsapp-api-js', () => {
  let client: WhatsAppAPI;

  beforeAll(() => {
    // the library knows one address only; the fetch that it takes goes to another
    const elsewhere: typeof fetch = (url, init) =>
      fetch((url as string).replace('https://graph.facebook.com', simulator.base), init);
    client = new WhatsAppAPI({
      token: TOKEN,
      appSecret: APP_SECRET,
      webhookVerifyToken: 'verify',
      v: 'v24.0',
      ponyfill: { fetch: elsewhere },
    });
  });

  const offer = (...texts: [string, ...string[]]) =>
    new Template(
      'spring_offer',
      new Language('en_US', 'deterministic'),
      new HeaderComponent(new HeaderParameter('Ada')),
      new BodyComponent(...(texts.map((text) => new BodyParameter(text)) as [BodyParameter])),
      new URLComponent('spring'),
    );

  test('sends templates, texts and locations with callback data, and marks as read', async () => {
    const reply = await client.sendMessage(NUMBER, PERSON, offer('Sunday', '20 %'), undefined, 'order-1.1');
    expect(reply).toMatchObject({
      messaging_product: 'whatsapp',
      contacts: [{ input: PERSON, wa_id: PERSON }],
      messages: [{ message_status: 'accepted' }],
    });
    await client.sendMessage(NUMBER, PERSON, new Text('Hello'));
    await client.sendMessage(NUMBER, PERSON, new Location(2, 1, 'Here'));
    expect((await accepted()).map(({ type, callbackData }) => [type, callbackData])).toEqual([
      ['template', 'order-1.1'],
      ['text', null],
      ['location', null],
    ]);
    expect(await client.markAsRead(NUMBER, 'wamid.x', 'text')).toEqual({ success: true });
  });

  test('gets errors as the provider words them', async () => {
    expect(await client.sendMessage(NUMBER, PERSON, offer('only one'))).toMatchObject({
      error: {
        code: 132000,
        message: '(#132000) Number of parameters does not match the expected number of params',
        type: 'OAuthException',
        fbtrace_id: expect.any(String),
      },
    });
    expect(await client.sendMessage('7', PERSON, new Text('x'))).toMatchObject({
      error: { code: 100, error_subcode: 33, type: 'GraphMethodException' },
    });
  });

  test('verifies webhooks, and hands statuses, failures and messages to its listeners', async () => {
    const heard: unknown[] = [];
    client.on.status = ({ phoneID, phone, status, error, biz_opaque_callback_data: data }) =>
      void heard.push([phoneID, phone, status, error?.code, data]);
    client.on.message = ({ from, message, name }) =>
      void heard.push([from, name, message.type === 'text' ? message.text.body : message.type]);
    await simulator.put('/simulator/scenario', {
      ...ACCOUNT_OF_THE_TEST,
      rules: [{ suffix: '4', outcome: 'fail-by-webhook', code: 131049 }],
    });
    await client.sendMessage(NUMBER, PERSON, offer('Sünday', '20 %'), undefined, 'ü.1');
    await until(() => receiver.calls.length === 3);
    await client.sendMessage(NUMBER, '14155550124', new Text('x'), undefined, 'b.1');
    await until(() => receiver.calls.length === 4);
    await simulator.post('/simulator/inbound', { phoneNumberId: NUMBER, from: PERSON, text: 'grüße 🌱' });
    await until(() => receiver.calls.length === 5);
    for (const { rawBody, signature } of receiver.calls) {
      const text = rawBody.toString();
      await client.post(JSON.parse(text), text, signature ?? '');
      await expect(client.post(JSON.parse(text), `${text} `, signature ?? '')).rejects.toThrow();
    }
    expect(heard).toEqual([
      [NUMBER, PERSON, 'sent', undefined, 'ü.1'],
      [NUMBER, PERSON, 'delivered', undefined, 'ü.1'],
      [NUMBER, PERSON, 'read', undefined, 'ü.1'],
      [NUMBER, '14155550124', 'failed', 131049, 'b.1'],
      [PERSON, 'Simulated User', 'grüße 🌱'],
    ]);
  });

  test('shakes hands', async () => {
    expect(client.get({ 'hub.mode': 'subscribe', 'hub.verify_token': 'verify', 'hub.challenge': '7' })).toBe(
      '7',
    );
  });
});
