/** pywa, the Python client made for Meta, unmodified against the simulator; installed once into the cache, from the package index. */
import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pythonPackage } from '../support/python-package.ts';
import {
  startReceiver,
  startSimulator,
  templateMessage,
  until,
} from '../fixtures/simulator/start-simulator.ts';

const VERSION = '4.5.0';
const NUMBER = '106540352242922';
const ACCOUNT = '102290129340398';
const PERSON = '14155550123';
const execute = promisify(execFile);

jest.setTimeout(300_000);

test('sends, reads, understands errors, verifies and parses webhooks', async () => {
  const python = await pythonPackage('pywa', VERSION);
  if ('lacking' in python) {
    console.warn(`pywa is not tried: ${python.lacking}`);
    return;
  }
  const receiver = await startReceiver();
  const simulator = await startSimulator(
    {
      statuses: {
        sent: { delayMs: 1 },
        delivered: { delayMs: 1 },
        read: { delayMs: 1, probability: 1 },
        failed: { delayMs: 1 },
      },
      // this version of pywa fails on a language with a hyphen
      webhook: { maxWaitMs: 1, batchSize: 1, concurrency: 1, templateLanguage: 'underscore' },
      account: { id: ACCOUNT, name: 'Ada & Co', businessId: '600' },
      numbers: [{ id: NUMBER, display_phone_number: '+1 555-010-0001', verified_name: 'Ada & Co' }],
      templates: [
        {
          id: '900',
          name: 'spring_offer',
          language: 'en_US',
          components: [
            { type: 'HEADER', format: 'TEXT', text: 'Hello {{1}}', example: { header_text: ['Ada'] } },
            { type: 'BODY', text: 'Until {{1}} everything is {{2}} off.' },
            {
              type: 'BUTTONS',
              buttons: [
                {
                  type: 'URL',
                  text: 'Shop',
                  url: 'https://example.com/{{1}}',
                  example: ['https://example.com/x'],
                },
              ],
            },
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
          id: String(1000 + n),
          name: `more_${n}`,
          language: 'de',
          category: 'UTILITY',
          components: [{ type: 'BODY', text: 'Hallo' }],
        })),
      ],
      rules: [{ suffix: '4', outcome: 'fail-by-webhook', code: 131049 }],
    },
    receiver.url,
  );
  try {
    // what the library is to verify and parse
    const sent = await simulator.post(`/${NUMBER}/messages`, offer(PERSON, 'ü.1'));
    await until(() => receiver.calls.length === 3);
    await simulator.post(`/${NUMBER}/messages`, offer('14155550124', 'b.1'));
    await until(() => receiver.calls.length === 4);
    await simulator.post('/simulator/inbound', { phoneNumberId: NUMBER, from: PERSON, text: 'grüße 🌱' });
    await simulator.post('/simulator/inbound', {
      phoneNumberId: NUMBER,
      from: PERSON,
      type: 'button',
      text: 'Stop',
      payload: 'STOP',
      contextId: 'wamid.x',
    });
    await simulator.post('/simulator/templates/spring_offer', { action: 'set', status: 'REJECTED' });
    await simulator.post('/simulator/templates/spring_offer', { action: 'set', status: 'APPROVED' });
    await until(() => receiver.calls.length === 8);
    const calls = join(await mkdtemp(join(tmpdir(), 'calls-')), 'calls.ndjson');
    await writeFile(
      calls,
      receiver.calls
        .map(
          ({ rawBody, signature }) => `${JSON.stringify({ body: rawBody.toString('base64'), signature })}\n`,
        )
        .join(''),
    );
    await simulator.post('/simulator/reset', {});

    const script = join(process.cwd(), 'test/fixtures/simulator/pywa_client.py');
    const { stdout } = await execute(
      'python3',
      [script, simulator.base, NUMBER, ACCOUNT, 'token-example', 'app-secret-example', calls],
      { env: { ...process.env, PYTHONPATH: python.folder } },
    );
    const told = JSON.parse(stdout) as Record<string, unknown>;
    const wamid = (sent.json.messages as { id: string }[])[0]?.id;
    expect(told).toEqual({
      sent: { id: expect.stringMatching(/^wamid\./), to: PERSON },
      read: true,
      number: [NUMBER, 'Ada & Co', { level: 'STANDARD' }, null],
      numbers: [NUMBER],
      account: [ACCOUNT, 'Ada & Co'],
      templates: [31, 31],
      total: 1,
      'by content': ['spring_offer'],
      template: 'spring_offer',
      unpaused: [true, false],
      errors: [
        expect.objectContaining({
          class: 'TemplateParamCountMismatch',
          code: 132000,
          details: 'body: number of localizable_params (1) does not match the expected number of params (2)',
        }),
        expect.objectContaining({ class: 'TemplateNotExists', code: 132001 }),
        expect.objectContaining({ code: 100, subcode: 33 }),
      ],
      verified: Array.from({ length: 16 }, (_, n) => n % 2 === 0),
      heard: [
        [wamid, 'sent', 'ü.1', null],
        [wamid, 'delivered', 'ü.1', null],
        [wamid, 'read', 'ü.1', null],
        [expect.any(String), 'failed', 'b.1', 131049],
        [PERSON, 'text', 'grüße 🌱'],
        [PERSON, 'button', 'STOP', 'Stop'],
        ['spring_offer', 'REJECTED', 'en_US'],
        ['spring_offer', 'APPROVED', 'en_US'],
      ],
    });
    expect(
      (await simulator.lines('/simulator/accepted')).map((line) => [line.type, line.callbackData]),
    ).toEqual([
      ['template', 'order-1.1'],
      ['text', null],
      ['location', null],
    ]);
  } finally {
    await simulator.close();
    await receiver.close();
  }
});

function offer(to: string, callbackData: string): Record<string, unknown> {
  const text = (value: string) => ({ type: 'text', text: value });
  return templateMessage(to, {
    template: {
      name: 'spring_offer',
      language: { code: 'en_US' },
      components: [
        { type: 'header', parameters: [text('Ada')] },
        { type: 'body', parameters: [text('Sunday'), text('20 %')] },
        { type: 'button', sub_type: 'url', index: '0', parameters: [text('spring')] },
      ],
    },
    biz_opaque_callback_data: callbackData,
  });
}
