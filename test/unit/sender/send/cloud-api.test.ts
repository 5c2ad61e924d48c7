/** Which failures of a request are definite: whether a byte of it can have left is told by where it failed, not by the error's code. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { readEnv } from '../../../../config/env.ts';
import { toSettings } from '../../../../config/settings.ts';
import { createCloudApi } from '../../../../services/sender/send/cloud-api.ts';
import type { Exchange } from '../../../../services/sender/send/send-result.ts';

const servers: Server[] = [];
afterEach(() => void servers.splice(0).forEach((server) => server.close()));

/** @returns the port of a server that treats each connection so */
async function listening(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function post(baseUrl: string, token = 'token', body = '{}'): Promise<Exchange> {
  const { cloudApi, send } = toSettings(readEnv({ SEND_TIMEOUT_MS: '2000' }));
  const api = createCloudApi({ ...cloudApi, baseUrl }, send);
  const exchange = await api.post('106540352242922', 'messages', token, body);
  await api.close();
  return exchange;
}

const notWritten = (reason: RegExp) => ({
  kind: 'no-answer',
  written: false,
  reason: expect.stringMatching(reason) as string,
});

describe('not written', () => {
  it('when nobody listens', async () => {
    const port = await listening(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await post(`http://127.0.0.1:${port}`)).toEqual(notWritten(/no connection \(ECONNREFUSED\)/));
  });

  it('when the other side does not speak TLS', async () => {
    const port = await listening((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await post(`https://127.0.0.1:${port}`)).toEqual(notWritten(/no connection/));
  });

  it('when the other side closes in the middle of the TLS handshake', async () => {
    const port = await listening((socket) => socket.destroy());
    expect(await post(`https://127.0.0.1:${port}`)).toEqual(notWritten(/no connection/));
  });

  it('when the request itself is refused here', async () => {
    const port = await listening(() => undefined);
    expect(await post(`http://127.0.0.1:${port}`, 'to\nken')).toEqual(notWritten(/refused here/));
  });
});

test('a connection that ends after the request was written leaves the outcome unknown', async () => {
  const port = await listening((socket) => socket.once('data', () => socket.destroy()));
  expect(await post(`http://127.0.0.1:${port}`)).toMatchObject({ kind: 'no-answer', written: true });
});
