// The outbox as the screens see it: add an answer, watch it leave, try again whenever there may be a connection.

import { commandId } from '@likedong/api'
import { onScopeDispose, shallowReactive, shallowRef, type ShallowRef } from 'vue'
import type { Entry, EntryKind, Left } from './outbox'
import { useServices } from './services'

/** While something waits, it is tried again this often. */
const RETRY_MS = 4_000
/** Outcomes of reports are kept for the screen that waits for them; the oldest go first. */
const OUTCOMES_MAX = 10

/** What the screens use. */
export interface OutboxView {
  waiting: ShallowRef<readonly Entry[]>
  /** What became of the last reports, by key. */
  outcomes: ReadonlyMap<string, Left['outcome']>
  /** Keeps a command and tries it at once; null when it could not be kept. */
  put(command: Command): Entry | null
  /** Takes back what still waits of these kinds. */
  forget(kinds: readonly EntryKind[]): void
  drain(): Promise<void>
  /** Tries everything again at once: there may be a line now. */
  hurry(): void
}

export interface Command {
  kind: EntryKind
  path: string
  body: Record<string, unknown>
  offer: string | null
}

export interface OutboxEvents {
  account: string
  onLeft(it: Left): void
  onSignedOut(): void
}

/** Opens the outbox for one account, for as long as the scope lives. */
export function useOutbox({ account, onLeft, onSignedOut }: OutboxEvents): OutboxView {
  const { clock, outbox } = useServices()
  const mine = () => outbox.entries().filter((it) => it.account === account)
  const waiting = shallowRef<readonly Entry[]>(mine())

  const outcomes = shallowReactive(new Map<string, Left['outcome']>())

  function remember({ entry, outcome }: Left): void {
    if (entry.kind !== 'report') return
    outcomes.set(entry.key, outcome)
    const oldest = outcomes.keys().next().value
    if (outcomes.size > OUTCOMES_MAX && oldest !== undefined) outcomes.delete(oldest)
  }

  async function drain(): Promise<void> {
    // Never within the caller's own turn: those who hear of an entry may still be in the making.
    await Promise.resolve()
    const ended = await outbox.drain(account, (it) => {
      remember(it)
      waiting.value = mine()
      onLeft(it)
    })
    waiting.value = mine()
    if (ended === 'signed_out') onSignedOut()
  }

  function put({ kind, path, body, offer }: Command): Entry | null {
    // A phone whose clock is off would be refused: it tells the time that it learnt from the server.
    const at = new Date(clock.at(Date.now())).toISOString()
    const entry: Entry = { key: commandId(), account, kind, path, body: JSON.stringify({ ...body, ...stamp(kind, at) }), at, offer }
    if (!outbox.add(entry)) return null
    waiting.value = mine()
    void drain()
    return entry
  }

  function forget(kinds: readonly EntryKind[]): void {
    outbox.forget(account, kinds)
    waiting.value = mine()
  }

  function hurry(): void {
    outbox.hurry()
    void drain()
  }

  const timer = setInterval(() => waiting.value.length > 0 && void drain(), RETRY_MS)
  window.addEventListener('online', hurry)
  onScopeDispose(() => {
    clearInterval(timer)
    window.removeEventListener('online', hurry)
  })
  return { waiting, outcomes, put, forget, drain, hurry }
}

/** An answer to a call says when the device gave it; a report when it happened; the rest counts from when it arrives. */
function stamp(kind: EntryKind, at: string): Record<string, string> {
  switch (kind) {
    case 'report':
      return { occurred_at: at }
    case 'retract':
    case 'withdraw':
    case 'leave':
      return {}
    case 'sos':
    case 'deliver':
    case 'accept':
    case 'decline':
    case 'depart':
    case 'arrive':
    case 'clear':
    case 'reinforce':
    case 'scene':
      return { at }
  }
}
