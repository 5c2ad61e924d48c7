/**
 * Reads `FAULT_POINTS`:
 * `sender.intent.after=kill@3;throttle.reserve.before=freeze:20000;status.ledger.after=delay:500`.
 */
import { faultKinds, faultPoints, type Fault, type FaultPointName } from '../schemas/fault-points.ts';

const ENTRY = /^(?<point>[a-z.]+)=(?<kind>[a-z]+)(?::(?<ms>\d+))?(?:@(?<pass>\d+))?$/;

/**
 * @param text entries separated by semicolons, each `point=kind`, `:milliseconds` for freeze and delay,
 *   `@pass` for one pass only
 * @returns what to arm, and the faults of the text, one line each
 */
export function readFaultPoints(text: string): { armed: Fault[]; faults: string[] } {
  const armed: Fault[] = [];
  const faults: string[] = [];
  for (const entry of text.split(';').map((part) => part.trim())) {
    if (entry === '') continue;
    const read = readEntry(entry);
    if (typeof read === 'string') faults.push(`FAULT_POINTS: "${entry}" ${read}`);
    else armed.push(read);
  }
  return { armed, faults };
}

function readEntry(entry: string): Fault | string {
  const { point, kind, ms, pass } = ENTRY.exec(entry)?.groups ?? {};
  if (point === undefined || kind === undefined)
    return 'is not point=kind, point=kind:ms or point=kind:ms@pass';
  if (!isPoint(point)) return `names no fault point; there are ${Object.keys(faultPoints).join(', ')}`;
  if (!isKind(kind)) return `names no kind; there are ${faultKinds.join(', ')}`;
  if ((ms === undefined) !== (kind === 'kill'))
    return kind === 'kill' ? 'gives milliseconds to a kill' : `lacks milliseconds (${kind}:500)`;
  if (pass === '0') return 'counts passes from 1';
  return { point, kind, ms: Number(ms ?? 0), pass: pass === undefined ? null : Number(pass) };
}

const isPoint = (name: string): name is FaultPointName => Object.hasOwn(faultPoints, name);
const isKind = (name: string): name is Fault['kind'] => (faultKinds as readonly string[]).includes(name);
