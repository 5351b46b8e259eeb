// Who is signed in on this phone.

import { Problem, type Account } from '@likedong/api'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { useServices } from '../../kit/services'

const SLOT = 'pocket.account'

/** Everything this page keeps on the phone begins with this. */
const OURS = 'pocket.'

export const useSession = defineStore('session', () => {
  const account = shallowRef<Account | null>(null)
  /** The server ended the session while somebody was working. */
  const ended = ref(false)
  return { account, ended }
})

/** Signing in and out, and taking up a session that is still good. */
export function useSigning() {
  const { api, outbox } = useServices()
  const session = useSession()

  async function signIn(login: string, password: string): Promise<void> {
    take((await api.session.open({ login, password })).account)
  }

  /** Asks the server who we are; without a connection the account kept on the phone stands in. */
  async function restore(): Promise<void> {
    try {
      take(await api.session.show())
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.status === 401) localStorage.removeItem(SLOT)
      else session.account = keptAccount()
    }
  }

  async function signOut(): Promise<void> {
    try {
      await api.session.close()
    } catch (error) {
      // Without a connection the phone still forgets; the server ends the session when it idles out.
      if (!(error instanceof Problem)) throw error
    }
    outbox.clear()
    await forget()
    session.account = null
    session.ended = false
  }

  function take(account: Account): void {
    session.account = account
    session.ended = false
    try {
      localStorage.setItem(SLOT, JSON.stringify(account))
    } catch {
      return
    }
  }

  return { signIn, restore, signOut }
}

/** Leaves nothing of the person on the phone. */
async function forget(): Promise<void> {
  for (const name of Object.keys(localStorage)) if (name.startsWith(OURS)) localStorage.removeItem(name)
  sessionStorage.clear()
  if ('caches' in window) for (const name of await caches.keys()) await caches.delete(name)
}

function keptAccount(): Account | null {
  try {
    return JSON.parse(localStorage.getItem(SLOT) ?? 'null') as Account | null
  } catch {
    return null
  }
}
