import { expect, it } from 'vitest';
import { chooseChallenge } from '../../../src/web/board/choose-challenge.js';
import type { AgendaItem, Phase } from '../../../src/web/documents.js';

function agenda(...phases: readonly Phase[]): readonly AgendaItem[] {
  return phases.map((phase, index) => ({
    id: `${index}`,
    title: '',
    phase,
    opensAt: '2030-01-01T00:00:00Z',
    closesAt: null,
  }));
}

it.each([
  ['nothing where there is none', agenda(), null],
  ['what is open', agenda('REVEALED', 'OPEN', 'CLOSED', 'SCHEDULED'), '1'],
  ['of those that are open the newest', agenda('OPEN', 'OPEN', 'CLOSED'), '1'],
  ['a reveal before all', agenda('REVEALING', 'OPEN'), '0'],
  ['what was done last, where nothing is open', agenda('REVEALED', 'CLOSED', 'SCHEDULED'), '1'],
  ['what is to come, where there is nothing else', agenda('SCHEDULED'), '0'],
])('a projector shows %s', (_what, items, id) => {
  expect(chooseChallenge(items, null)?.id ?? null).toBe(id);
});

it('a projector shows what somebody picked, as long as it is there', () => {
  expect(chooseChallenge(agenda('REVEALED', 'OPEN'), '0')?.id).toBe('0');
  expect(chooseChallenge(agenda('REVEALED', 'OPEN'), 'gone')?.id).toBe('1');
});
