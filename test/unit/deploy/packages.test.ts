/** What installs on every system, for every npm, without a warning: the lock is whole and says nothing of a registry. */
import { readFileSync } from 'node:fs';

type Entry = {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: true;
  readonly engines?: { readonly node?: string };
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, Entry>;
};
const { allowScripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  allowScripts: Record<string, boolean>;
};
const installed = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

test('the lock holds the builds of every system, so that npm ci works anywhere (mend: remove node_modules, npm install --package-lock-only)', () => {
  const missing = installed.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        packages[`${path}/node_modules/${name}`] === undefined &&
        packages[`node_modules/${name}`] === undefined,
    ),
  );
  expect(missing).toEqual([]);
});

test('every package has a checksum and no address', () => {
  expect(
    installed.filter(([, { integrity, resolved }]) => !integrity || resolved).map(([path]) => path),
  ).toEqual([]);
});

test('every install script has been looked at', () => {
  const scripts = installed
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => nameOf(path));
  expect(scripts.filter((name) => !(name in allowScripts))).toEqual([]);
  expect(Object.keys(allowScripts).filter((name) => !scripts.includes(name))).toEqual([]);
});

test('every package takes the oldest Node that we take', () => {
  // ">=22" alone; ranges with alternatives name 20 among them
  const tooNew = installed.filter(([, { engines }]) => /^>=? ?v?(2[1-9]|[3-9]\d)/.test(engines?.node ?? ''));
  expect(tooNew.map(([path]) => path)).toEqual([]);
});
