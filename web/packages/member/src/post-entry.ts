// Sends one entry of the outbox, once: the outbox itself tries again, with the same key and the same bytes.

import { Problem } from '@likedong/api'
import type { Entry, Posted } from './outbox'

/** An answer that takes longer counts as lost. */
const ANSWER_MS_MAX = 12_000
/** Nobody waits for a note of delivery. */
const DELIVER_MS_MAX = 5_000

export interface Carrier {
  language: () => string
  fetch: typeof fetch
}

/** Tries to deliver `entry`; a line that hangs and a server that fails are told apart from having no line at all. */
export async function postEntry({ language, fetch }: Carrier, entry: Entry, signal: AbortSignal): Promise<Posted> {
  const abort = new AbortController()
  const giveUp = () => abort.abort()
  const timer = setTimeout(giveUp, entry.kind === 'deliver' ? DELIVER_MS_MAX : ANSWER_MS_MAX)
  signal.addEventListener('abort', giveUp)
  try {
    const response = await fetch(entry.path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': language(), 'Idempotency-Key': entry.key },
      body: entry.body,
      signal: abort.signal,
    })
    if (response.ok) return { kind: 'done', body: await response.json().catch(() => null) }
    if (response.status === 401) return { kind: 'signed_out' }
    if (response.status === 429 || response.status >= 500) return { kind: 'later' }
    const problem = await Problem.from(response)
    return { kind: 'refused', code: problem.code, title: problem.detail }
  } catch {
    return { kind: abort.signal.aborted ? 'later' : 'offline' }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
  }
}
