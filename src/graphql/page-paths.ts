/** Where the lab's pages are, on the server's one port. */

/** The boards, for a projector: the viewer's token is in the fragment, which browsers keep to themselves. */
export const BOARD_PATH = '/board';
/** Where a class joins, and takes part. */
export const JOIN_PATH = '/join';

export function toBoardPath(token: string): string {
  return `${BOARD_PATH}#token=${token}`;
}
