import { existsSync } from 'node:fs';
import { goTool } from './go-tool.ts';
import type { FetchOptions } from './part.ts';
import { findOnPath } from './required-tool.ts';

/** Helm is published as a Go module. */
const HELM = 'helm.sh/helm/v3/cmd/helm@v3.22.0';

/**
 * Path of a helm: HELM_BINARY, else one on PATH, else built with Go; undefined where that cannot be.
 *
 * @throws when HELM_BINARY names no file
 */
export async function fetchHelm(options: FetchOptions): Promise<string | undefined> {
  const given = process.env.HELM_BINARY;
  if (given !== undefined && given !== '') {
    if (existsSync(given)) return given;
    throw new Error(`HELM_BINARY is ${given}, and there is no such file`);
  }
  return findOnPath('helm') ?? goTool('helm', HELM, options);
}
