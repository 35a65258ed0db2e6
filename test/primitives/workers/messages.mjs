/**
 * Messages that tell on whoever spoils them: each is made of its producer, its number and its length, so that
 * a torn, doubled, lost or overtaken one is seen by whoever gets it.
 *
 * 8 bytes: producer, number; then bytes that follow from both. Shorter ones are that, cut off.
 */

/** @returns the length of a producer's message with this number: all from 8 to `longest`, the short ones oftener */
export function lengthOf(random, longest) {
  const chance = random();
  if (chance < 0.02) return longest;
  if (chance < 0.5) return 8;
  return 8 + Math.floor(random() * random() * (longest - 7));
}

export function write(message, producer, number) {
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  view.setInt32(0, producer);
  view.setInt32(4, number);
  for (let i = 8; i < message.length; i += 1) message[i] = filling(producer, number, i, message.length);
}

/** @returns what it says, or throws when it says nonsense */
export function read(message) {
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const producer = view.getInt32(0);
  const number = view.getInt32(4);
  for (let i = 8; i < message.length; i += 1) {
    if (message[i] !== filling(producer, number, i, message.length)) {
      throw new Error(`Byte ${i} of ${message.length} of message ${number} of producer ${producer} is ${message[i]}.`);
    }
  }
  return { producer, number };
}

function filling(producer, number, position, length) {
  return (producer * 31 + number * 7 + position + length) & 0xff;
}

/** Notes what comes from each producer: everything once, in order, unless somebody else may have got some of it. */
export class Ledger {
  #last = new Map();
  counts = {};
  sums = {};

  note({ producer, number }) {
    const last = this.#last.get(producer) ?? -1;
    if (number <= last) throw new Error(`Message ${number} of producer ${producer} came after ${last}.`);
    this.#last.set(producer, number);
    this.counts[producer] = (this.counts[producer] ?? 0) + 1;
    this.sums[producer] = (this.sums[producer] ?? 0) + number;
  }
}
