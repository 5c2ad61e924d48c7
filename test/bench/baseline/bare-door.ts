/** The plainest door of a provider: node:http, reads the body as JSON, answers what an accepted message is answered. No check, no log, no status. */
import { createServer } from 'node:http';

const { port } = JSON.parse(process.argv[2] ?? '{}') as { port: number };
let messages = 0;
process.on('SIGTERM', () => process.exit(messages > 0 ? 0 : 1));

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { to } = JSON.parse(Buffer.concat(chunks).toString()) as { to: string };
    messages += 1;
    response.setHeader('content-type', 'application/json; charset=UTF-8');
    response.end(
      JSON.stringify({
        messaging_product: 'whatsapp',
        contacts: [{ input: to, wa_id: to.slice(1) }],
        messages: [{ id: `wamid.${messages}`, message_status: 'accepted' }],
      }),
    );
  });
}).listen(port, '127.0.0.1', () => process.send?.({ type: 'ready' }));
