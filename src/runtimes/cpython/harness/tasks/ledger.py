"""Who got what: one bit for each item, in the words of the catalogue's ledger. Kept by the stage, after the round."""
SIGN = 1 << 31


class Ledger:
    def __init__(self, items):
        self._noted = bytearray(items)

    def note_all(self, items):
        """Returns how many of them somebody had noted before."""
        twice = 0
        for item in items:
            twice += self._noted[item]
            self._noted[item] = 1
        return twice

    def to_words(self):
        """Signed, as 32-bit words of shared memory are."""
        words = []
        for start in range(0, len(self._noted), 32):
            word = sum(1 << bit for bit, noted in enumerate(self._noted[start:start + 32]) if noted)
            words.append(word - 2 * SIGN if word & SIGN else word)
        return words
