/** Where Python interpreters may be: files to ask, the better places first. None is started here. */
import { access, constants, readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Where to look; empty lists and absent folders are no error. */
export interface PythonPlaces {
  /** Interpreters that the operator names: they come first, and one that is missing is told. */
  readonly named: readonly string[];
  /** Folders of commands, as in PATH. */
  readonly commands: readonly string[];
  /** Folders with a folder for each version: pyenv's, uv's. */
  readonly versions: readonly string[];
  /** Prefixes of Homebrew. */
  readonly homebrew: readonly string[];
}

export const NOWHERE: PythonPlaces = { named: [], commands: [], versions: [], homebrew: [] };

/** `python`, `python3`, `python3.13`, `python3.13t`: not `python3-config`. */
const COMMAND = /^python(\d(\.\d+t?)?)?$/;
/** The best name first: all of them are most often the same file. */
const IN_VERSION = ['bin/python3', 'bin/python'];
/** pyenv's stand-ins: scripts that look for the version and start it. The versions themselves are looked at. */
const SHIMS = 'shims';

/** Reads the places out of the environment. `LAB_PYTHONS=none` looks nowhere. */
export function readPlaces(environment: Readonly<Record<string, string | undefined>>): PythonPlaces {
  const { PATH, HOME, PYENV_ROOT, UV_PYTHON_INSTALL_DIR, XDG_DATA_HOME, HOMEBREW_PREFIX, LAB_PYTHONS } = environment;
  if (LAB_PYTHONS === 'none') return NOWHERE;
  const inHome = (path: string): readonly string[] => (HOME ? [join(HOME, path)] : []);
  const pyenv = PYENV_ROOT ? [PYENV_ROOT] : inHome('.pyenv');
  const uv = UV_PYTHON_INSTALL_DIR
    ? [UV_PYTHON_INSTALL_DIR]
    : XDG_DATA_HOME
      ? [join(XDG_DATA_HOME, 'uv/python')]
      : inHome('.local/share/uv/python');
  return {
    named: splitPath(LAB_PYTHONS),
    commands: splitPath(PATH).filter((folder) => basename(folder) !== SHIMS),
    versions: [...pyenv.map((root) => join(root, 'versions')), ...uv],
    homebrew: HOMEBREW_PREFIX ? [HOMEBREW_PREFIX] : ['/opt/homebrew', '/usr/local', '/home/linuxbrew/.linuxbrew'],
  };
}

function splitPath(path: string | undefined): readonly string[] {
  return (path ?? '').split(':').filter((entry) => entry !== '');
}

/** @returns real files, each once, in the order of the places */
export async function findCandidates(places: PythonPlaces): Promise<readonly string[]> {
  const paths = [
    ...places.named,
    ...(await Promise.all(places.commands.map(commandsIn))).flat(),
    ...(await Promise.all(places.versions.map((folder) => versionsIn(folder)))).flat(),
    ...(await Promise.all(places.homebrew.map((prefix) => versionsIn(join(prefix, 'opt'), /^python@/)))).flat(),
  ];
  const real = await Promise.all(paths.map(realFile));
  return [...new Set(real.flatMap((path) => path ?? []))];
}

async function commandsIn(folder: string): Promise<readonly string[]> {
  const names = await namesIn(folder);
  return names.filter((name) => COMMAND.test(name)).map((name) => join(folder, name));
}

async function versionsIn(folder: string, pattern = /./): Promise<readonly string[]> {
  const names = (await namesIn(folder)).filter((name) => pattern.test(name));
  return names.flatMap((name) => IN_VERSION.map((path) => join(folder, name, path)));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    // The newest first, should two stand for one id.
    return (await readdir(folder)).toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  } catch {
    // Nobody promised that there is such a folder.
    return [];
  }
}

/** @returns null where there is nothing that can be started */
async function realFile(path: string): Promise<string | null> {
  try {
    await access(path, constants.X_OK);
    return await realpath(path);
  } catch {
    return null;
  }
}

/** Those that the operator named and that are not there. */
export async function findMissing({ named }: PythonPlaces): Promise<readonly string[]> {
  const real = await Promise.all(named.map(realFile));
  return named.filter((_, index) => real[index] === null);
}
