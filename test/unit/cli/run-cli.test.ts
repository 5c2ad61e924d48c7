import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCli } from '../../../services/cli/run-cli.ts';
import { Refused } from '../../../services/domain/refused.ts';

/** @returns what a call prints that fails before it connects */
async function printed(error: Error, ...args: string[]): Promise<{ out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const settings = () => {
    throw error;
  };
  await runCli(['campaigns', 'list', ...args], { out, err, settings, simulatorEntry: '' });
  out.end();
  err.end();
  return { out: await text(out), err: await text(err) };
}

test('an error shows no password of a URL and steers no terminal', async () => {
  const cause = new Error('connect http://u:secret@registry:8081 failed');
  const { err } = await printed(new Error('mongodb://u:secret@h/ is away\u001b[2J', { cause }));
  expect(err).toBe('wac: mongodb://…@h/ is away\\u001b[2J — connect http://…@registry:8081 failed\n');
});

test('faults that quote what somebody typed are escaped, as text and as JSON', async () => {
  const message = 'name is "\u009b2J\u202e"';
  const refused = new Refused('refused', [{ code: 'invalid.property', field: 'name', message, limit: null }]);
  const { out, err } = await printed(refused, '--json');
  expect(err).toContain('name: name is "\\u009b2J\\u202e" [invalid.property]');
  expect(out).toContain('\\u009b2J\\u202e');
  expect(JSON.parse(out)).toMatchObject({ errors: [{ message }] });
});
