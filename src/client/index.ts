/**
 * The client of the lab, for pages and scripts: typed by `schema.graphql`, with subscriptions that outlive their
 * connection. It knows the API and nothing of the server, and runs wherever `fetch` does.
 */
export { accepted } from './accepted.js';
export type { AskOptions } from './ask.js';
export type { Operation, TypedDocument } from './document.js';
export * from './errors.js';
export { BATCH_EVENTS, RUN_EVENTS, type BatchEvent, type RunEvent } from './feeds.js';
export { graphql, type ResultOf, type VariablesOf } from './graphql.js';
export type { LabAddress, Token } from './lab-address.js';
export { LabClient, type EventOptions, type LabClientOptions, type SubscribeOptions } from './lab-client.js';
export type { OutageListener, Patience } from './outage.js';
