import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FetchOptions } from './part.ts';
import { cachedFolder } from './parts-cache.ts';
import { requiredTool } from './required-tool.ts';
import { runCommand } from '../run-command.ts';

/**
 * Made from the operators' own types. Not among our packages: they name Node 22 as their oldest, and run on
 * 20.
 */
const MODELS = ['@kubernetes-models/keda@2.0.0', '@kubernetes-models/prometheus-operator@6.0.0'];

/**
 * Folder with the packages that know KEDA's and Prometheus's objects in a cluster; fetched with npm, once.
 *
 * @throws when npm is missing or refuses
 */
export function fetchKubernetesModels({ log, signal }: FetchOptions): Promise<string> {
  const npm = requiredTool('npm', 'the schemas of KEDA and Prometheus');
  return cachedFolder('kubernetes-models-keda-2.0.0-prometheus-6.0.0', async (folder) => {
    log?.('fetching the schemas of KEDA and Prometheus with npm (once, 31 MB)');
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
    await runCommand(npm, ['install', '--no-save', ...quiet, '--prefix', folder, ...MODELS], {
      cwd: folder,
      signal,
    });
  });
}
