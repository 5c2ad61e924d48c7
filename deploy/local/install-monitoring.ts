/** Prometheus for `npm start`: by the distribution's package, as CI has it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findOnPath } from './parts/required-tool.ts';
import { projectRoot } from './project-root.ts';

export const HOW_TO_MONITOR =
  'npm start -- --monitoring installs it (Debian, Ubuntu: apt-get install prometheus)';

/** Does nothing where it is installed. @throws with what to do when it cannot be installed */
export function installMonitoring(): void {
  if (findOnPath('prometheus') !== undefined) return;
  const { status, error } = spawnSync(join(projectRoot(), 'deploy/local/install-debian.sh'), ['prometheus'], {
    // what it says is for people
    stdio: ['inherit', 2, 2],
  });
  if (status === 0 && findOnPath('prometheus') !== undefined) return;
  throw new Error(
    `--monitoring: Prometheus could not be installed${error ? `: ${error.message}` : ' (above)'}. Install it (Debian, Ubuntu: apt-get install prometheus) and start again, or start without --monitoring.`,
  );
}
