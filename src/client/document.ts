/** An operation as text, or as a document with the types of its answer and its variables: `graphql()` makes such. */
import { print } from '@0no-co/graphql.web';

export type Operation<Data, Variables> = string | TypedDocument<Data, Variables>;

/** What gql.tada, GraphQL Code Generator and others make, told by its form. */
export interface TypedDocument<Data, Variables> {
  readonly kind: string;
  readonly definitions: readonly unknown[];
  readonly __apiType?: (variables: Variables) => Data;
}

/** Printed once each: a document is made once and asked often. */
const texts = new WeakMap<object, string>();

export function toText(operation: Operation<never, never>): string {
  if (typeof operation === 'string') return operation;
  const text = texts.get(operation) ?? print(operation as unknown as Parameters<typeof print>[0]);
  texts.set(operation, text);
  return text;
}
