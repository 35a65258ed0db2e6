"""
What one worker did and when, as src/primitives/recording/span-ring.ts lays it out: when it is full, the oldest
spans are overwritten, and how many were written in all tells how many are lost.
"""
from struct import Struct

from .facts import LINE_WORDS

# Began, ended; kind, flags and part in one word; number.
SPAN = Struct('=ddii')
WAITED, FROM_END_1 = 1, 2
FLAGS, PART = 4, 8
LARGEST = 0x7FFFFFFF


class Ring:
    def __init__(self, facts, slot):
        self._memory = facts.memory
        self._words = facts.words
        self._index = facts.ring_word(slot)
        self._first = (self._index + LINE_WORDS) * 4
        self._mask = facts.described['spans'] - 1
        self._written = 0

    def write(self, kind, flags, part, number, began, ended):
        """``kind`` by its place among the host's names of them."""
        what = kind | flags << FLAGS | part << PART
        at = self._first + (self._written & self._mask) * SPAN.size
        SPAN.pack_into(self._memory, at, began, ended, what, number & LARGEST)
        self._written += 1
        # Last: a worker that is killed in between has written nothing.
        self._words[self._index] = self._written
