// Whether calls can reach this phone: what the feed says of itself, what the browser knows of the network, and how long
// nobody has been heard.

import type { LiveState } from '@likedong/live'

/** The server beats every 15 s: nothing for this long, and the line counts as dead whatever the socket says. */
export const QUIET_MS_MAX = 20_000

export interface LineSigns {
  feed: LiveState
  /** What the browser says of the network. */
  online: boolean
  /** How long the server has not been heard. */
  quiet_ms: number
}

/** Live only with a sign of life; down as soon as there is reason to think so. */
export function lineState({ feed, online, quiet_ms }: LineSigns): LiveState {
  if (!online || quiet_ms >= QUIET_MS_MAX) return 'down'
  return feed
}
