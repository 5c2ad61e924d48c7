/** What the routes of the API work with. */
import type { Settings } from '../../config/settings.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { ServiceContext } from '../platform/process/run-service.ts';
import type { Execute } from './http/execute.ts';

export type ApiParts = {
  readonly context: ServiceContext;
  readonly database: Database;
  readonly settings: Settings;
  /** Changes: a command and its outcome. */
  readonly execute: Execute;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};
