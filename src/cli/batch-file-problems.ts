/** What is wrong with a batch's file, in words: where, on which line, what stands there, and what may. */
import { isMap, isNode, isScalar, type Document, type LineCounter } from 'yaml';
import type { z } from 'zod';
import type { Problem } from '../domain/problem.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

export interface Place {
  readonly document: Document;
  readonly lines: LineCounter;
  /** Names that there may be at a place. */
  readonly fieldsAt: (path: Path) => readonly string[];
}

const VALUE_LENGTH = 60;

export function describeIssues(issues: readonly Issue[], place: Place): readonly Problem[] {
  const unknown = new Set(issues.flatMap(({ code, path }) => (code === 'unrecognized_keys' ? [nameOf(path)] : [])));
  return issues.flatMap((issue): readonly Problem[] => {
    const { code, path, message } = issue;
    if (code === 'unrecognized_keys') return issue.keys.map((key) => describeUnknown(path, key, place));
    // Of something unknown, nothing else is worth a word.
    if (code === 'custom' && unknown.has(nameOf(path))) return [];
    const name = nameOf(path);
    const given = valueAt(path, place);
    if (path.length === 0) {
      const what = 'the file is no batch: it begins with such as "matrix:" (npm run lab -- batch --help shows one).';
      return [{ path: name, code: 'NOT_SUPPORTED', message: what }];
    }
    if (given === undefined && code === 'invalid_type') {
      return [{ path: name, code: 'REQUIRED', message: `${name} is missing${lineOf(path, place)}.` }];
    }
    const told = `${name} ${message}${showGiven(given)}${lineOf(path, place)}.`;
    return [{ path: name, code: 'NOT_SUPPORTED', message: told }];
  });
}

function describeUnknown(path: Path, key: string, place: Place): Problem {
  const name = nameOf([...path, key]);
  const line = lineOf([...path, key], place);
  return {
    path: name,
    code: 'UNKNOWN',
    message: `${name} is unknown${line}. There are: ${place.fieldsAt(path).join(', ')}.`,
  };
}

function nameOf(path: Path): string {
  return path.map(String).join('.') || 'the file';
}

/** One value stands for a list of one. */
function valueAt(path: Path, { document }: Place): unknown {
  const given = document.getIn(path);
  return given === undefined && path.at(-1) === 0 ? document.getIn(path.slice(0, -1)) : given;
}

/** Values that are one word or number; what holds others is to be seen in the file. */
function showGiven(given: unknown): string {
  if (isNode(given) || given === undefined) return '';
  const text = JSON.stringify(given);
  return `; this is ${text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}…` : text}`;
}

/** A value that stands for a list of one has no place of its own: that of what holds it, then. */
function lineOf(path: Path, { document, lines }: Place): string {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const range = rangeOf(document, path.slice(0, depth));
    if (range) return ` (line ${lines.linePos(range[0]).line})`;
  }
  return '';
}

/** Of the name, where it has one: its value may begin a line later. */
function rangeOf(document: Document, path: Path): readonly [number, number, number] | null | undefined {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const key = isMap(parent)
    ? parent.items.map((pair) => pair.key).find((one) => isScalar(one) && one.value === path.at(-1))
    : undefined;
  const node = isScalar(key) ? key : document.getIn(path, true);
  return isNode(node) ? node.range : undefined;
}
