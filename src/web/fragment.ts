/** What stands after the `#` of an address: browsers keep it to themselves. */
export function readFragment(hash: string, name: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get(name);
}
