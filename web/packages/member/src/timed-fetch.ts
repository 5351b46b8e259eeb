// A fetch that learns the server's time from each answer, with how long the answer was on its way.

import type { ServerClock } from './server-clock'

/** Wraps `send`, so that every answer sets the clock. */
export function timedFetch(clock: ServerClock, send: typeof fetch = (input, init) => fetch(input, init)): typeof fetch {
  return async (input, init) => {
    const asked = Date.now()
    const response = await send(input, init)
    const date = Date.parse(response.headers.get('Date') ?? '')
    if (date) clock.heard(date, asked, Date.now())
    return response
  }
}
