/**
 * A waiting import ends with the command and changes nothing. A running one is ended by its instance and
 * keeps the rows imported so far.
 */
import { fault } from '../../domain/fault.ts';
import { arrivedThrough } from '../source/arrived-through.ts';
import { accept, refuse, type CommandOf, type Decision, type State } from './decision.ts';

export const CANCELLED = 'IMPORT_CANCELLED';

export function cancelImport(
  { subjectId, body }: CommandOf<'CancelImport'>,
  { contactList, dncList, job }: Pick<State, 'contactList' | 'dncList' | 'job'>,
  now: Date,
): Decision {
  const list = contactList ?? dncList;
  if (!job || job.listId !== subjectId || !list)
    return refuse(
      fault(
        'resource.not.found',
        'importId',
        `The list ${subjectId} has no import with the id ${JSON.stringify(body.importId)}.`,
      ),
    );
  if (job.state === 'RUNNING')
    return accept({ kind: 'cancel-running-import', importId: job._id }, list.version);
  if (job.state !== 'QUEUED') {
    // the requested state holds already
    if (job.failureReason === CANCELLED) return accept({ kind: 'nothing' }, list.version);
    return refuse(
      fault(
        'invalid.update.bad.status.transition',
        'importId',
        `The import is ${job.state}: only one that waits or runs can be cancelled.`,
      ),
    );
  }
  const imports = list.imports.filter(({ id }) => id !== job._id);
  return accept(
    {
      kind: 'end-waiting-import',
      job: {
        ...job,
        state: 'FAILED',
        failureReason: CANCELLED,
        failureDetail: 'it was cancelled before it began',
        finishedAt: now,
      },
      imports,
      arrivedThrough: arrivedThrough(imports, list.arrivalBatches ?? 0),
    },
    list.version,
  );
}
