// Who has this terminal's watch. A terminal that starts without a network stands on the account that it kept.

import { Problem, type Account } from '@likedong/api'
import { endOf, readSession, standsIn, writeSession, type KeptSession } from '@likedong/member/kept-session'
import type { Services } from '@likedong/member/services'
import { inject, ref, shallowRef, type InjectionKey, type Ref, type ShallowRef } from 'vue'

export interface Session {
  account: ShallowRef<Account | null>
  /** When the session ends by itself, by the server's clock. */
  until: Ref<number | null>
  /** The server ended the session while somebody had the watch: nobody can be called here now. */
  cutOff: ShallowRef<Account | null>
  /** Takes the services, which tell this session when it is over. */
  use(services: Services): void
  restore(): Promise<void>
  signIn(login: string, password: string): Promise<void>
  signOut(): Promise<void>
  /** Notes whether the watch is on, for a start after the session has ended. */
  watching(onDuty: boolean): void
  /** The server knows the session no more. */
  end(): void
}

export const SESSION: InjectionKey<Session> = Symbol('session')

/** The session, inside a component. */
export function useSession(): Session {
  const session = inject(SESSION)
  if (session === undefined) throw new Error('the session is provided in main.ts')
  return session
}

/** The one session of this terminal. */
export function createSession(): Session {
  const account = shallowRef<Account | null>(null)
  const until = ref<number | null>(null)
  const cutOff = shallowRef<Account | null>(null)
  let onDuty = false
  let services: Services | null = null

  function made(): Services {
    if (services === null) throw new Error('main.ts gives the services before anything is asked')
    return services
  }

  function keep(ended: boolean): void {
    if (account.value === null) return
    writeSession(made().slots, { account: account.value, until: until.value, onDuty, ended })
  }

  function take(next: Account, kept: KeptSession | null): void {
    until.value = endOf(next) ?? (kept?.account.id === next.id ? kept.until : null)
    onDuty = kept?.account.id === next.id && kept.onDuty
    cutOff.value = null
    account.value = next
    keep(false)
  }

  function end(): void {
    if (account.value === null) return
    keep(true)
    cutOff.value = onDuty ? account.value : null
    account.value = null
  }

  /** Asks the server who has the watch; where it cannot be asked, the kept account stands in. */
  async function restore(): Promise<void> {
    const { api, clock, slots } = made()
    const kept = readSession(slots)
    try {
      take(await api.session.show(), kept)
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        cutOff.value = kept?.onDuty ? kept.account : null
      } else if (standsIn(kept, clock.at(Date.now()))) {
        until.value = kept.until
        onDuty = kept.onDuty
        account.value = kept.account
      } else throw error
    }
  }

  async function signIn(login: string, password: string): Promise<void> {
    const { api, slots } = made()
    take((await api.session.open({ login, password })).account, readSession(slots))
  }

  async function signOut(): Promise<void> {
    const { api, outbox, slots } = made()
    // Without an answer the server ends the session by itself; the terminal forgets at once.
    await api.session.close().catch(() => undefined)
    outbox.clear()
    onDuty = false
    account.value = until.value = cutOff.value = null
    slots.removeItem('account')
  }

  function watching(now: boolean): void {
    onDuty = now
    keep(false)
  }

  return { account, until, cutOff, use: (it) => void (services = it), restore, signIn, signOut, watching, end }
}
