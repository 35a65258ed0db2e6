/** Names for the projector, under which nobody is known. */
import { randomInt } from 'node:crypto';

const ANIMALS = [
  'Badger',
  'Beaver',
  'Crane',
  'Dolphin',
  'Falcon',
  'Fox',
  'Gecko',
  'Hare',
  'Heron',
  'Ibex',
  'Jay',
  'Kestrel',
  'Lynx',
  'Marten',
  'Newt',
  'Otter',
  'Owl',
  'Panda',
  'Quail',
  'Raven',
  'Seal',
  'Stork',
  'Swift',
  'Tern',
  'Toad',
  'Turtle',
  'Viper',
  'Vole',
  'Weasel',
  'Whale',
  'Wolf',
  'Wren',
];
const NUMBERS = 1_000;

/** One that is not taken. By chance, so that it says nothing of who came when. */
export function createAlias(taken: ReadonlySet<string>): string {
  for (;;) {
    const alias = `${ANIMALS[randomInt(ANIMALS.length)]} ${randomInt(1, NUMBERS)}`;
    if (!taken.has(alias)) return alias;
  }
}
