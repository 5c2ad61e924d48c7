import type { FetchOptions } from './part.ts';
import { cachedFolder } from './parts-cache.ts';
import { requiredTool } from './required-tool.ts';
import { runCommand } from '../run-command.ts';

/** Carries the schemas of Kubernetes 1.25 to 1.37. */
const VALIDATE = 'kubernetes-validate==1.37.0';

/**
 * Folder with the Python package kubernetes-validate and what it needs, for PYTHONPATH; fetched with pip,
 * once.
 *
 * @throws when Python or pip is missing or refuses
 */
export function fetchKubernetesValidate({ log, signal }: FetchOptions): Promise<string> {
  const python = requiredTool('python3', 'kubernetes-validate');
  return cachedFolder(VALIDATE.replace('==', '-'), async (folder) => {
    log?.('fetching kubernetes-validate with pip (once, 24 MB)');
    const quiet = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore'];
    await runCommand(python, ['-m', 'pip', 'install', ...quiet, '--target', folder, VALIDATE], { signal });
  });
}
