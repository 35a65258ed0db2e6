/** What is thrown is an error, but for what nobody thought of. */
export function toMessage(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong on this page.';
}
