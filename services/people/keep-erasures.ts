/** Repeats passes for each request to erase a person until a pass finds nothing. Started by a service. */
import { randomUUID } from 'node:crypto';
import type { ErasureDocument } from '../../schemas/collections.ts';
import type { ServiceContext } from '../platform/process/run-service.ts';
import { claimErasure, savePass } from './erasure-store.ts';
import { erasePerson } from './erase-person.ts';

const LOOK_EVERY_MS = 5_000;
/** What is on its way is sent, or is not, within so long. */
const AGAIN_MS = 60_000;
/** A pass over a large database takes minutes; a process that is killed is followed after this. */
const LEASE_MS = 10 * 60_000;

export async function keepErasures(
  context: ServiceContext,
  ended: (erasure: ErasureDocument) => Promise<void>,
  againMs = AGAIN_MS,
): Promise<void> {
  const database = await context.mongo();
  context.repeat('erasing people', LOOK_EVERY_MS, async () => {
    const erasure = await claimErasure(database, LEASE_MS);
    if (!erasure?.phoneId) return;
    const pass = await erasePerson(database, erasure.phoneId, {
      now: new Date(),
      newId: () => `erased-${randomUUID()}`,
    });
    const now = new Date();
    const isOver = erasure.passes > 0 && pass.removed.size === 0 && !pass.waits;
    if (isOver) await ended(erasure);
    await savePass(database, erasure, pass, {
      now,
      dueAt: isOver ? null : new Date(now.getTime() + againMs),
    });
    context.log.info(
      { erasureId: erasure._id, removed: Object.fromEntries(pass.removed), isOver },
      'a pass of an erasure',
    );
  });
}
