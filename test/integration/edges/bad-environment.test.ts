/** A process whose environment is faulty ends at once, says all that is wrong in one go, and shows neither secrets nor a stack. */
import { spawnSync } from 'node:child_process';

test('three broken variables are all named, beside a secret that is not', () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['dist/services/webhook/main.js'], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      KAFKA_BROKERS: 'somewhere',
      HEALTH_PORT: 'nine',
      MONGODB_URL: 'postgres://admin:hidden-1@db/',
      WHATSAPP_APP_SECRETS: 'hidden-2',
    },
  });
  expect(status).toBe(64);
  expect(stderr).toMatch(/^webhook: The environment has 3 fault\(s\):\n/);
  for (const told of [
    'KAFKA_BROKERS: "somewhere" is not host:port',
    'HEALTH_PORT: "nine" is not a whole number of at least 1',
    'MONGODB_URL: expected a URL such as mongodb://',
  ])
    expect(stderr).toContain(told);
  expect(`${stdout}${stderr}`).not.toMatch(/hidden|\n\s+at /);
});
