/**
 * The two ways in which a request is turned down; API, console and command line each word them in their own
 * way.
 */
import { fault, type Fault } from './fault.ts';

/**
 * The caller's input cannot be read; nothing was sent. The message names the field, what was found and what
 * was expected.
 */
export class InvalidInput extends Error {}

/** The system refuses the request, or an object that it names does not exist. */
export class Refused extends Error {
  readonly faults: readonly Fault[];
  constructor(message: string, faults: readonly Fault[]) {
    super(message);
    this.faults = faults;
  }
}

/** A refusal with one fault that concerns no single field. */
export const refusedWith = (code: string, message: string): Refused =>
  new Refused(message, [fault(code, null, message)]);
