/** Where a lab is, and who asks. */
export interface LabAddress {
  /** Its GraphQL address over HTTP: `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  /**
   * Who asks; a lab that is its owner's alone needs none. A function is asked for every operation and connection,
   * so that a seat that was taken again goes on with its new token.
   */
  readonly token?: Token | undefined;
}

export type Token = string | (() => string | null | undefined | Promise<string | null | undefined>);

/** What says who asks: headers over HTTP, the connection's parameters over WebSocket. */
export async function authorize({ token }: LabAddress): Promise<{ authorization?: string }> {
  const bearer = typeof token === 'function' ? await token() : token;
  return bearer ? { authorization: `Bearer ${bearer}` } : {};
}
