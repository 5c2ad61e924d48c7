import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Agent } from 'undici';
import { wholeAnswer, type WholeAnswer } from '../../../../services/platform/http/whole-answer.ts';

const servers: Server[] = [];
afterEach(() => void servers.splice(0).forEach((server) => server.close()));

/** Asks a server that answers each request by writing to its connection. */
async function ask(answer: (socket: Socket) => void, path = '/'): Promise<WholeAnswer> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ headersTimeout: 1_000, bodyTimeout: 1_000 });
  try {
    return await wholeAnswer(agent, { origin: `http://127.0.0.1:${port}`, path, method: 'GET' });
  } finally {
    await agent.destroy();
  }
}

const later = (work: () => void): void => void setTimeout(work, 20);

test('status, headers by lower case names, and body', async () => {
  const answer = await ask((socket) =>
    socket.write('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nwait'),
  );
  expect(answer.status).toBe(429);
  expect(answer.headers['retry-after']).toBe('7');
  expect(answer.body).toBe('wait');
});

test('a letter that is cut by two packets is whole again', async () => {
  const body = Buffer.from('é€');
  const answer = await ask((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
    socket.write(body.subarray(0, 1));
    later(() => {
      socket.write(body.subarray(1, 3));
      later(() => socket.write(body.subarray(3)));
    });
  });
  expect(answer.body).toBe('é€');
});

test('what comes before the answer is not the answer', async () => {
  const answer = await ask((socket) =>
    socket.write(
      'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 204 No Content\r\nX-Request: 1\r\n\r\n',
    ),
  );
  expect(answer).toMatchObject({ status: 204, body: '', headers: { 'x-request': '1' } });
});

test('an answer that ends too early is an error, not a shorter answer', async () => {
  await expect(
    ask((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')),
  ).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
});

test('no answer in time is an error', async () => {
  await expect(ask(() => undefined)).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
});

test('an argument that is refused is an error', async () => {
  await expect(ask(() => undefined, 'no slash')).rejects.toMatchObject({ code: 'UND_ERR_INVALID_ARG' });
});
