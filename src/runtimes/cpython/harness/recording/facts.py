"""
The file of what was noted: all workers map it into their memory, each writes its own corner, the host reads it
when the round is over, or has ended the round. So it also has what a worker noted that was killed, or is stuck.

32-bit words, in lines of 16 as everywhere in the lab, at the places that the host names:

    0                  when the members were released (f64, ns)
    partsWord          a line for each part of a primitive: 0 who had it last (slot, from 1), 1 whether it was made
    slotsWord          a line for each worker: 0 started, 2 ended (f64, ns)
    metersWord         meters, worker after worker, part after part (see `Meter` and src/primitives/recording/meter.ts)
    ringsWord          rings, worker after worker (see `Ring` and src/primitives/recording/span-ring.ts)
"""
import mmap

LINE_WORDS = 16
RELEASED = 0
OWNER, IS_MADE = 0, 1
STARTED, ENDED = 0, 1


class Facts:
    """Pickled as its description, so that a spawned process maps the same file."""

    def __init__(self, described, memory=None):
        self.described = described
        if memory is None:
            with open(described['path'], 'r+b') as file:
                memory = mmap.mmap(file.fileno(), described['bytes'])
        self.memory = memory
        self.words = memoryview(memory).cast('i')
        self.floats = memoryview(memory).cast('d')
        self.is_traced = described['spans'] > 0

    def __reduce__(self):
        return Facts, (self.described,)

    def set_released(self, nanoseconds):
        self.floats[RELEASED] = nanoseconds

    def set_started(self, slot, nanoseconds):
        self.floats[self._slot(slot) + STARTED] = nanoseconds

    def set_ended(self, slot, nanoseconds):
        self.floats[self._slot(slot) + ENDED] = nanoseconds

    def set_made(self, part):
        self.words[self.owner_word(part) - OWNER + IS_MADE] = 1

    def owner_word(self, part):
        return self.described['partsWord'] + part * LINE_WORDS + OWNER

    def meter_word(self, part, slot):
        meters = part * self.described['slots'] + slot
        return self.described['metersWord'] + meters * self.described['meterWords']

    def ring_word(self, slot):
        return self.described['ringsWord'] + slot * self.described['ringWords']

    def _slot(self, slot):
        """Its line, in 64-bit words."""
        return (self.described['slotsWord'] + slot * LINE_WORDS) // 2
