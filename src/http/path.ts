/** Where the API is, on the server's one port. */
export const GRAPHQL_PATH = '/graphql';
