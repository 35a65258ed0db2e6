/** A frontend is written from the schema alone: every part of it says what it is. */
import { buildSchema as parseSchema } from 'graphql';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GLOSSARY, partsOf } from '../../src/graphql/glossary/describe.js';
import { ROOT } from '../support/server.js';

const parts = partsOf(parseSchema(await readFile(join(ROOT, 'schema.graphql'), 'utf8')));

it('every type, field, argument and value of the schema has a description', () => {
  expect(parts.filter(({ described }) => !described.description?.trim()).map(({ key }) => key)).toEqual([]);
});

it('every description is a sentence or two, and no line of code', () => {
  for (const { key, described } of parts) expect(`${key}: ${described.description}`).toMatch(/[.!?)]$/);
});

it('every entry of the glossary is of something, which has no description of its own', () => {
  const used = new Set(
    parts.flatMap(({ key, otherwise, described }) =>
      [key, ...otherwise].filter((one) => GLOSSARY[one] === described.description),
    ),
  );
  expect(Object.keys(GLOSSARY).filter((key) => !used.has(key))).toEqual([]);
});
