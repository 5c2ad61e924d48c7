/** The event log's entry about an erasure: who asked for it and what was removed, never whom. Pure. */
import type { ErasureDocument, EventDocument } from '../../../schemas/collections.ts';

export function erasureEntry({ _id, who, removed }: ErasureDocument, at: Date): EventDocument {
  const kinds = Object.entries(removed).map(([kind, count]) => `${kind}: ${count}`);
  return {
    ...{ _id: `erased-${_id}`, at, level: 'INFO', category: 'OPT_OUT', code: 'PERSON_ERASED' },
    message: `A person was erased (${kinds.join(', ') || 'nothing was stored'}).`,
    ...{ entity: null, divisionId: 'any', who, correlationId: _id },
  };
}
