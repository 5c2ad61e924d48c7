import './real-parts-setup.ts';

/** Jest's global teardown: stops the parts that the set-up started. */
export default async function tearDown(): Promise<void> {
  await globalThis.testParts?.stop();
  globalThis.testParts = undefined;
}
