/** A tiny task for a pool. */
export default (value) => value * value;
