/** A receiver whose certificate has ended: the try fails and says so, and the next one succeeds once it is renewed. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { makeAuthority, makeFiles } from '../../support/locked/certificates.ts';

/** In a process of its own: the authority must be trusted from its start. */
async function tryOnce(origin: string, authorityFile: string): Promise<unknown> {
  const call = {
    ...{ url: `${origin}/hook`, webhookId: 'msg_1', payload: '{}' },
    secrets: [`whsec_${Buffer.alloc(24).toString('base64')}`],
  };
  const limits = { timeoutMs: 10_000, internalOrigins: [origin] };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { callReceiver } from './dist/services/notifier/delivery/call-receiver.js';
       console.log(JSON.stringify(await callReceiver(${JSON.stringify(call)}, ${JSON.stringify(limits)}, new Date())));`,
    ],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: authorityFile } },
  );
  return JSON.parse(stdout);
}

test('a call to a receiver whose certificate has ended fails with that reason, and arrives after it was renewed', async () => {
  const files = makeFiles();
  const authority = await makeAuthority('Receivers');
  const authorityFile = files.write(authority.cert);
  let calls = 0;
  const server = createServer(
    await authority.issue('receiver', '127.0.0.1', new Date(Date.now() - 1_000)),
    (_, answer) => {
      calls += 1;
      answer.end();
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    expect(await tryOnce(origin, authorityFile)).toEqual({
      status: null,
      failure: 'the receiver’s certificate has expired',
    });
    expect(calls).toBe(0);
    server.setSecureContext(await authority.issue('receiver'));
    expect(await tryOnce(origin, authorityFile)).toMatchObject({ status: 200 });
    expect(calls).toBe(1);
  } finally {
    server.close();
    files.remove();
  }
});
