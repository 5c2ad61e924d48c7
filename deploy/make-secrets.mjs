// Makes the secrets of the system with the simulator, each in a file of its own: node deploy/make-secrets.mjs [folder]
// With --mongodb: only the passwords of MongoDB's users, which are random in every installation.
// Files that are there are left alone. Plain JavaScript: runs before anything is installed.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const onlyMongodb = process.argv.includes('--mongodb');
const [given] = process.argv.slice(2).filter((argument) => argument !== '--mongodb');
const folder = given ?? join(root, '.data', 'simulator-secrets');
const secret = () => randomBytes(24).toString('hex');

// the folder is ours alone; containers read the files as another user
mkdirSync(folder, { recursive: true });
chmodSync(folder, 0o700);
if (!onlyMongodb) {
  const token = keep('simulator-access-token', secret);
  keep('access-tokens', () => `default=${token}`);
  keep('app-secrets', secret);
  keep('verify-token', secret);
  keep('api-secret', secret);
  keep('people-key', secret);
  keep('subscription-key', secret);
  keep('grafana-password', secret);
}
for (const party of [
  ...['admin', 'publish', 'operators', 'campaigns', 'importer', 'eligibility'],
  ...['throttle', 'sender', 'webhook', 'status', 'api', 'notifier'],
])
  keep(`mongodb-${party}`, secret);
console.log(`secrets are in ${folder}`);

function keep(name, make) {
  const path = join(folder, name);
  if (!existsSync(path)) writeFileSync(path, make(), { mode: 0o644 });
  return readFileSync(path, 'utf8').trim();
}
