/** A change must name the version that it is based on (contract, section 1). */
import { apiError } from './api-error.ts';

/** @param kind what is changed, as in "the contact list" @throws ApiError 409 when the version is missing */
export function requireVersion(version: number | undefined, kind: string, present: number): number {
  if (version === undefined)
    throw apiError(
      409,
      'invalid.update.wrong.version',
      `The version is missing; the ${kind} has version ${present}.`,
      'version',
    );
  return version;
}
