// Takes webhooks, verifies them, and prints each event once: node docs/examples/receive-webhooks.mjs <port> <secret>
// npm install standardwebhooks; libraries for other languages: https://www.standardwebhooks.com
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const [port, secret] = process.argv.slice(2);
const webhook = new Webhook(secret);
/** In a real receiver a unique key in its database: an event may come more than once. */
const seen = new Set();

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  // the bytes as they came: JSON that is parsed and written again has another signature
  const body = Buffer.concat(chunks).toString('utf8');
  let event;
  try {
    event = webhook.verify(body, request.headers);
  } catch (error) {
    response.writeHead(401).end();
    return console.error(`refused: ${error.message}`);
  }
  // answer first, work later: after 15 seconds the call counts as failed
  response.writeHead(204).end();
  const id = request.headers['webhook-id'];
  if (seen.has(id)) return;
  seen.add(id);
  console.log(JSON.stringify(event));
}).listen(Number(port), '127.0.0.1', () => console.error(`waiting on port ${port}`));
