/**
 * A troupe: four actors on one stage who are given one resource after the other, a new one for each test.
 * Starting a worker takes far longer than most tests do.
 */
import { afterAll, beforeAll, describe } from 'vitest';
import {
  attachResource,
  initializeResource,
  sizeOfResource,
  type Resource,
  type ResourceSpec,
} from '../../src/primitives/registry.js';
import { LINE_WORDS } from '../../src/primitives/words.js';
import { until } from '../fabric/until.js';
import { as } from './as.js';
import { LAYOUT, RECORDED_SETTINGS, SETTINGS, Stage, type Actor, type Setting } from './stage.js';

const ACTORS = 4;
const BYTES = 1 << 20;

/** The test's own number. */
export const TEST = 15;

/** What a resource of a kind is; several kinds may be one. */
type ResourceOf<Kind, Each = Resource> = Each extends { readonly kind: infer Kinds }
  ? Kind extends Kinds
    ? Each
    : never
  : never;

interface Options {
  readonly seed: number;
  readonly [name: string]: unknown;
}

export class Troupe {
  readonly stage: Stage;
  readonly actors: readonly Actor[];
  readonly #isRecorded: boolean;

  constructor(setting: Setting) {
    this.#isRecorded = setting.isRecorded ?? false;
    this.stage = new Stage(setting, { bytes: BYTES, script: new URL('./workers/resource.mjs', import.meta.url) });
    this.actors = this.stage.actors(ACTORS);
  }

  /** Gives all of them the resource. @returns the test's own handle */
  async give<Kind extends ResourceSpec['kind']>(
    spec: ResourceSpec & { readonly kind: Kind },
    spins = 0,
  ): Promise<ResourceOf<Kind>> {
    const { words } = this.stage;
    for (let line = 0; line < LAYOUT.resource; line += LINE_WORDS) words.store(line, 0);
    words.plain.fill(0, LAYOUT.resource, LAYOUT.resource + sizeOfResource(spec));
    initializeResource(words, LAYOUT.resource, spec);
    await Promise.all(this.actors.map((actor) => actor.ask('attach', spec, spins, this.#isRecorded)));
    return attachResource(words, LAYOUT.resource, spec, as(TEST)) as ResourceOf<Kind>;
  }

  actor(index: number): Actor {
    const actor = this.actors[index];
    if (!actor) throw new RangeError(`There is no actor ${index}.`);
    return actor;
  }

  /** The first so many do the same at once, each with a seed of its own. */
  all<Result>(count: number, order: string, options: Options): Promise<readonly Result[]> {
    return Promise.all(
      this.actors
        .slice(0, count)
        .map((actor, self) => actor.ask<Result>(order, { actors: count, ...options, seed: options.seed + self })),
    );
  }

  isAsleep(...actors: readonly number[]): boolean {
    return actors.every((actor) => this.stage.words.load(LAYOUT.blocked + actor * LINE_WORDS) !== 0);
  }

  /** They sleep, or are about to. */
  async untilAsleep(...actors: readonly number[]): Promise<void> {
    await until(() => this.isAsleep(...actors));
  }

  /** Calls the play off, again and again, until what was asked has come to an end. @returns what it threw */
  async interrupted(...asked: readonly Promise<unknown>[]): Promise<readonly unknown[]> {
    const errors = Promise.all(asked.map((one) => one.then(() => 'nothing', String)));
    const again = setInterval(() => this.stage.interruptAll(), 5);
    this.stage.interruptAll();
    return errors.finally(() => {
      clearInterval(again);
      this.stage.words.store(LAYOUT.interrupt, 0);
    });
  }
}

/** One contract, on every kind of shared memory and every kind of worker. */
export function describeOnEveryStage(name: string, contract: (troupe: () => Troupe) => void): void {
  describe.each<Setting>([...SETTINGS, ...RECORDED_SETTINGS])(`${name} between $name`, (setting) => {
    let troupe: Troupe;
    beforeAll(() => {
      troupe = new Troupe(setting);
    });
    afterAll(() => troupe.stage.clear());
    contract(() => troupe);
  });
}
