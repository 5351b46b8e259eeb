// Who is signed in on this phone.

import { Problem, type Account } from '@likedong/api'
import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import { useServices } from '../../kit/services'
import { readSession, SESSION_MS, standsIn, writeSession, type KeptSession } from './kept-session'

/** Everything this page keeps on the phone begins with this. */
const OURS = 'pocket.'
/** The page's own files, which hold nothing of anybody: without them it would not open without a network. */
const SHELL_CACHE = 'pocket-shell'

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
    writeSession(localStorage, ended.value)
    account.value = null
  }

  watch([until, onDuty], () => {
    if (account.value === null) return
    writeSession(localStorage, { account: account.value, until: until.value, onDuty: onDuty.value, ended: false })
  })

  return { account, until, onDuty, ended, end }
})

/** Signing in and out, and taking up a session that is still good. */
export function useSigning() {
  const { api, clock, outbox } = useServices()
  const session = useSession()

  async function signIn(login: string, password: string): Promise<void> {
    const { account } = await api.session.open({ login, password })
    take(account, clock.at(Date.now()) + SESSION_MS)
  }

  /** Asks the server who we are; without a connection the account kept on the phone stands in. */
  async function restore(): Promise<void> {
    const kept = readSession(localStorage)
    session.onDuty = kept?.onDuty ?? false
    try {
      const account = await api.session.show()
      take(account, kept?.account.id === account.id ? kept.until : null)
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
    writeSession(localStorage, session.ended)
  }

  async function signOut(): Promise<void> {
    try {
      await api.session.close()
    } catch (error) {
      // Without an answer the phone still forgets; the server ends the session when it idles out.
      if (!(error instanceof Problem)) console.error(error)
    }
    outbox.clear()
    session.account = null
    session.until = null
    session.onDuty = false
    session.ended = null
    await forget()
  }

  function take(account: Account, until: number | null): void {
    const before = session.account?.id ?? session.ended?.account.id
    if (before !== account.id) session.onDuty = false
    session.account = account
    session.until = until
    session.ended = null
    writeSession(localStorage, { account, until, onDuty: session.onDuty, ended: false })
  }

  return { signIn, restore, signOut }
}

/** Leaves nothing of the person on the phone. */
async function forget(): Promise<void> {
  for (const name of Object.keys(localStorage)) if (name.startsWith(OURS)) localStorage.removeItem(name)
  sessionStorage.clear()
  if (!('caches' in window)) return
  for (const name of await caches.keys()) if (!name.startsWith(SHELL_CACHE)) await caches.delete(name)
}
