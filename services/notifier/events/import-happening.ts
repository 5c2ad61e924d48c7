/** An import's end → what subscriptions are told. Of a failure its code: its detail may quote the file. Pure. */
import type { ContactListEvent } from '../../../schemas/types.ts';
import type { EventType } from '../../subscriptions/event-types.ts';
import type { Happening, Subject } from './happening.ts';

const kinds = { CONTACTS: 'contactList', DNC: 'dncList' } as const;
const paths = { CONTACTS: 'contactlists', DNC: 'dnclists' } as const;

export function importHappenings({ eventId, listId, occurredAt, body }: ContactListEvent): Happening[] {
  if (body.type !== 'ImportFinished' && body.type !== 'ImportFailed') return [];
  const { importId, kind } = body;
  const isFinished = body.type === 'ImportFinished';
  const type: EventType = `v2.outbound.${paths[kind]}.importstatus.${isFinished ? 'completed' : 'failed'}`;
  const about: Subject = { kind: kinds[kind], id: listId };
  return [
    {
      ...{ eventId: `list:${eventId}`, type, at: new Date(occurredAt), about },
      data:
        body.type === 'ImportFinished'
          ? {
              ...{ importId, rowsRead: body.rowsRead, imported: body.imported, updated: body.updated },
              ...{ unchanged: body.unchanged, rejected: body.rejected },
            }
          : { importId, reason: body.reason },
    },
  ];
}
