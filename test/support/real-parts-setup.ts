import { startTestParts } from './real-parts.ts';
import type { TestParts } from './real-parts.ts';

declare global {
  // jest loads set-up and teardown separately; only the global object is the same for both
  var testParts: TestParts | undefined;
}

/** Jest's global set-up of the projects integration and e2e: the real parts, their addresses in process.env. */
export default async function setUp(): Promise<void> {
  if (globalThis.testParts !== undefined) return;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  globalThis.testParts = await startTestParts();
  Object.assign(process.env, globalThis.testParts.env);
}
