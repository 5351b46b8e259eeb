// Who is signed in on this phone.

import { Problem, type Account } from '@likedong/api'
import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import { prefixed } from '@likedong/member/kept-for'
import { OUTBOX_SLOT } from '@likedong/member/outbox'
import { useServices } from '@likedong/member/services'
import { endOf, readSession, standsIn, writeSession, type KeptSession } from '@likedong/member/kept-session'

/** Everything this page keeps on the phone begins with this. */
const OURS = 'pocket.'
const SLOTS = prefixed(localStorage, OURS)
/** Kept while the server has not been told of a sign-out: the cookie would sign the person in again. */
const SIGNED_OUT = 'pocket.signed-out'
/** Nobody waits longer than this for the server when signing out. */
const SIGN_OUT_MS_MAX = 4_000
/** The pages' own files, which hold nothing of anybody: without them it would not open without a network. */
const SHELL_CACHES = /^(pocket|gate)-shell-/

export const useSession = defineStore('session', () => {
  const account = shallowRef<Account | null>(null)
  /** When the session ends by itself, by the server's clock. */
  const until = ref<number | null>(null)
  /** Whether the person is on duty, as the running shift says. */
  const onDuty = ref(false)
  /** The session that the server ended while somebody was working. */
  const ended = shallowRef<KeptSession | null>(null)

  /** The server knows the session no more: says so, and keeps who it was for the next start of the page. */
  function end(): void {
    if (account.value === null) return
    ended.value = { account: account.value, until: until.value, onDuty: onDuty.value, ended: true }
    writeSession(SLOTS, ended.value)
    account.value = null
  }

  watch([until, onDuty], () => {
    if (account.value === null) return
    writeSession(SLOTS, { account: account.value, until: until.value, onDuty: onDuty.value, ended: false })
  })

  return { account, until, onDuty, ended, end }
})

/** Signing in and out, and taking up a session that is still good. */
export function useSigning() {
  const { api, clock, outbox } = useServices()
  const session = useSession()

  async function signIn(login: string, password: string): Promise<void> {
    const { account } = await api.session.open({ login, password })
    localStorage.removeItem(SIGNED_OUT)
    take(account, endOf(account))
  }

  /** Asks the server who we are; without a connection the account kept on the phone stands in. */
  async function restore(): Promise<void> {
    if (localStorage.getItem(SIGNED_OUT) !== null && !(await closeSession())) return
    const kept = readSession(SLOTS)
    session.onDuty = kept?.onDuty ?? false
    try {
      const account = await api.session.show()
      take(account, endOf(account) ?? (kept?.account.id === account.id ? kept.until : null))
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        if (kept !== null) lost(kept)
      } else if (standsIn(kept, clock.at(Date.now()))) {
        session.until = kept.until
        session.account = kept.account
      } else if (kept !== null) lost(kept)
      else throw error
    }
  }

  function lost(kept: KeptSession): void {
    session.ended = { ...kept, ended: true }
    writeSession(SLOTS, session.ended)
  }

  async function signOut(): Promise<void> {
    const told = await closeSession()
    outbox.clear()
    session.account = null
    session.until = null
    session.onDuty = false
    session.ended = null
    await forget()
    // Without an answer the phone still forgets, and tells the server when the page next opens.
    if (!told) localStorage.setItem(SIGNED_OUT, '1')
  }

  /** Ends the session on the server; says whether it is over. Sent once: a late repeat might end the next person's. */
  async function closeSession(): Promise<boolean> {
    try {
      const answer = await fetch('/api/v1/session', { method: 'DELETE', signal: AbortSignal.timeout(SIGN_OUT_MS_MAX) })
      if (!answer.ok && answer.status !== 401) return false
      localStorage.removeItem(SIGNED_OUT)
      return true
    } catch {
      return false
    }
  }

  function take(account: Account, until: number | null): void {
    const before = session.account?.id ?? session.ended?.account.id
    if (before !== account.id) session.onDuty = false
    session.account = account
    session.until = until
    session.ended = null
    writeSession(SLOTS, { account, until, onDuty: session.onDuty, ended: false })
  }

  return { signIn, restore, signOut }
}

/** Leaves nothing of the person on the phone. */
async function forget(): Promise<void> {
  // What the outbox keeps through a sign-out says only that somebody wants to be left alone.
  for (const name of Object.keys(localStorage)) if (name.startsWith(OURS) && name !== OURS + OUTBOX_SLOT) localStorage.removeItem(name)
  sessionStorage.clear()
  if (!('caches' in window)) return
  for (const name of await caches.keys()) if (!SHELL_CACHES.test(name)) await caches.delete(name)
}
