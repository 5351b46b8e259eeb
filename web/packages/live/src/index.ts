// The live feed without a framework: one connection, and collections that stay current.
export { LiveClient, backoff, SILENCE_MS_MAX, type LiveOptions, type LiveState, type Socket } from './client'
export { Collection, type CollectionOptions, type Versioned } from './collection'
export type { Frame, LiveEntry, PositionItem, PresenceItem } from './entry'
