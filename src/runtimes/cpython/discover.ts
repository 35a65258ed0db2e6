/** Finds the CPython interpreters of this host, and says of each other Python why it is not used. */
import type { AbsentRuntime, RuntimeInfo } from '../runtimes.js';
import { findCandidates, findMissing, type PythonPlaces } from './candidates.js';
import { probe, type PythonFacts, type Probed } from './probe.js';

/** What the harness is written for. */
const OLDEST = [3, 8] as const;

export async function discoverCPython(places: PythonPlaces): Promise<{
  readonly found: readonly RuntimeInfo[];
  readonly absent: readonly AbsentRuntime[];
}> {
  if (process.platform === 'win32') {
    const reason = 'the lab can end all that an interpreter starts only where there are process groups.';
    return { found: [], absent: [{ name: 'CPython', path: null, reason }] };
  }
  const [paths, missing] = await Promise.all([findCandidates(places), findMissing(places)]);
  const probed = await Promise.all(paths.map(async (path) => ({ path, probed: await probe(path) })));

  const absent: AbsentRuntime[] = missing.map((path) => ({
    name: 'Python',
    path,
    reason: 'LAB_PYTHONS names it, and there is no such program.',
  }));
  const usable = new Map<string, PythonFacts>();
  for (const { path, probed: answer } of probed) {
    const reason = whyNot(answer);
    if (answer.ok && reason === null) {
      // A virtual environment's interpreter is the one that it was made from.
      if (!usable.has(answer.facts.executable)) usable.set(answer.facts.executable, answer.facts);
    } else {
      const name = answer.ok ? `${nameOf(answer.facts)} ${answer.facts.version}` : 'Python';
      absent.push({ name, path, reason: reason ?? '' });
    }
  }
  if (usable.size === 0) {
    const reason =
      'None was found in LAB_PYTHONS, PATH, pyenv, uv or Homebrew. Nothing is installed by the lab: install one, or ' +
      'name one in LAB_PYTHONS, and start again.';
    absent.unshift({ name: 'CPython', path: null, reason });
  }
  return { found: nameRuntimes([...usable.values()]), absent };
}

function whyNot(probed: Probed): string | null {
  if (!probed.ok) return probed.reason;
  const { implementation, version } = probed.facts;
  if (implementation !== 'cpython') return `it is ${implementation}, and the lab runs CPython.`;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return isOld ? `it is too old: the lab needs ${OLDEST.join('.')} or newer.` : null;
}

function nameOf({ implementation }: PythonFacts): string {
  return implementation === 'cpython' ? 'CPython' : implementation;
}

/**
 * `cpython-3.11`, and `cpython-3.13t` for a build that can do without the lock. The first of a version has the
 * short id; others have their full version, and beyond that a number.
 */
export function nameRuntimes(pythons: readonly PythonFacts[]): readonly RuntimeInfo[] {
  const taken = new Set<string>();
  const take = (facts: PythonFacts): string => {
    const suffix = facts.freeThreaded ? 't' : '';
    const short = `cpython-${facts.version.split('.').slice(0, 2).join('.')}${suffix}`;
    const full = `cpython-${facts.version}${suffix}`;
    const ids = [short, full, ...pythons.map((_, index) => `${full}-${index + 2}`)];
    const id = ids.find((candidate) => !taken.has(candidate)) ?? full;
    taken.add(id);
    return id;
  };
  return pythons
    .map((facts) => ({
      id: take(facts),
      name: facts.freeThreaded ? 'CPython, free-threaded build' : 'CPython',
      version: facts.version,
      gil: facts.gil,
      path: facts.executable,
      python: facts,
    }))
    .toSorted((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}
