/** The unit's comparison tables: nothing before they are measured, and then what never depends on luck. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask } from '../support/client.js';
import { removeTestServer, startTestServer, type TestServer } from '../support/server.js';

interface Row {
  readonly aspect: string;
  readonly says: readonly string[];
  readonly measured: readonly string[] | null;
  readonly agrees: boolean | null;
  readonly figures: readonly { readonly name: string; readonly value: number }[];
}

interface Comparison {
  readonly measuredAt: string | null;
  readonly batch: { readonly id: string } | null;
  readonly tables: readonly {
    readonly id: string;
    readonly columns: readonly string[];
    readonly rows: readonly Row[];
  }[];
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => removeTestServer(server));

const findComparison = async (): Promise<Comparison> => {
  const { comparison } = await ask<{ comparison: Comparison }>(
    server.url,
    `{ comparison { measuredAt batch { id } tables { id columns rows {
      aspect says measured agrees figures { name value }
    } } } }`,
    {},
  );
  return comparison;
};

const rowsOf = ({ tables }: Comparison): readonly Row[] => tables.flatMap(({ rows }) => rows);

describe('the comparison tables', () => {
  it('have what the unit says before anything was measured', async () => {
    const comparison = await findComparison();
    expect(comparison).toMatchObject({ measuredAt: null, batch: null });
    expect(comparison.tables.map(({ rows }) => rows.length)).toEqual([6, 3]);
    for (const row of rowsOf(comparison)) expect(row).toMatchObject({ measured: null, agrees: null, figures: [] });
  });

  it('come out of measurement', async () => {
    const { started } = await ask<{ started: { id: string } }>(
      server.url,
      'mutation { started: measureComparison { ... on Batch { id } } }',
      {},
    );
    const comparison = await vi.waitFor(
      async () => {
        const found = await findComparison();
        expect(found.measuredAt).not.toBeNull();
        return found;
      },
      { timeout: 600_000, interval: 500 },
    );
    expect(comparison.batch).toEqual({ id: started.id });
    for (const { measured, agrees } of rowsOf(comparison)) {
      expect(measured).toHaveLength(2);
      expect(agrees).not.toBeNull();
    }
    const agrees = Object.fromEntries(rowsOf(comparison).map((row) => [row.aspect, row.agrees]));
    // Timings are the host's; these are not.
    expect(agrees).toMatchObject({ memory: true, 'fault isolation': true, ends: true });
  }, 620_000);
});
