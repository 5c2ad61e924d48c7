/** What a quality pause does to a template: 3 hours, then 6 hours, then disabled (contract section 9). */
export interface TemplatePause {
  status: 'PAUSED' | 'DISABLED';
  title: 'FIRST_PAUSE' | 'SECOND_PAUSE' | 'DISABLED';
  /** Until it ends by itself, ms; undefined: never. */
  forMs: number | undefined;
}

const HOUR_MS = 60 * 60 * 1000;

/** `pausesBefore`: quality pauses the template already had. */
export function nextPause(pausesBefore: number): TemplatePause {
  if (pausesBefore === 0) return { status: 'PAUSED', title: 'FIRST_PAUSE', forMs: 3 * HOUR_MS };
  if (pausesBefore === 1) return { status: 'PAUSED', title: 'SECOND_PAUSE', forMs: 6 * HOUR_MS };
  return { status: 'DISABLED', title: 'DISABLED', forMs: undefined };
}
