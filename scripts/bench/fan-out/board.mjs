/** A leaderboard of 3.8 KB that changes when told to, and its schema: what a classroom's board is to the hub. */
import {
  GraphQLFloat,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { endable } from '../../../dist/events/endable.js';
import { Signal } from '../../../dist/events/signal.js';
import { SHARED } from '../../../dist/graphql/shared.js';

const ENTRIES = 30;

export class Board {
  version = 0;
  #changed = new Signal();

  change() {
    this.version += 1;
    this.#changed.notify();
  }

  /** Always of the same length. */
  snapshot() {
    return {
      version: String(this.version).padStart(9, '0'),
      entries: Array.from({ length: ENTRIES }, (_, index) => ({
        rank: index + 10,
        name: `Student number ${String((index * 7919 + this.version) % 1000).padStart(3, '0')}`,
        unit: 'ms',
        median: 412.25,
        low: 408.5,
        high: 419.75,
        tied: 2,
        change: 1,
        tries: 4,
      })),
    };
  }

  /** The newest first, then the newest after each change. */
  follow() {
    return endable((ended) => this.#follow(ended));
  }

  async *#follow(ended) {
    while (!ended.aborted) {
      const changed = this.#changed.wait(ended);
      yield { leaderboard: this.snapshot() };
      await changed;
    }
  }
}

const required = (type) => ({ type: new GraphQLNonNull(type) });

/** @param {Board} board */
export function createSchema(board) {
  const entry = new GraphQLObjectType({
    name: 'Entry',
    extensions: SHARED,
    fields: {
      rank: required(GraphQLInt),
      name: required(GraphQLString),
      unit: required(GraphQLString),
      median: required(GraphQLFloat),
      low: required(GraphQLFloat),
      high: required(GraphQLFloat),
      tied: required(GraphQLInt),
      change: required(GraphQLInt),
      tries: required(GraphQLInt),
    },
  });
  const leaderboard = new GraphQLObjectType({
    name: 'Leaderboard',
    extensions: SHARED,
    fields: {
      version: required(GraphQLString),
      entries: required(new GraphQLList(new GraphQLNonNull(entry))),
    },
  });
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { version: { type: GraphQLString } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        leaderboard: { ...required(leaderboard), extensions: SHARED, subscribe: () => board.follow() },
      },
    }),
  });
}
