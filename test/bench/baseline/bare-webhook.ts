/** The plainest webhook: node:http, reads the body as JSON, answers. No signature, no broker. */
import { createServer } from 'node:http';

const { port } = JSON.parse(process.argv[2] ?? '{}') as { port: number };
let entries = 0;
process.on('SIGTERM', () => process.exit(entries > 0 ? 0 : 1));

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const notification = JSON.parse(Buffer.concat(chunks).toString()) as { entry: unknown[] };
    entries += notification.entry.length;
    response.end('{"received":true}');
  });
}).listen(port, '127.0.0.1', () => process.send?.({ type: 'ready' }));
