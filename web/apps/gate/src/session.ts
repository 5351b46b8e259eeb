// Who has this post's watch: a terminal that was enrolled for the post, or a guard's own account. One that starts without a
// network stands on the account that it kept.

import { Problem, type Account, type Meta, type PostPage } from '@likedong/api'
import { endOf, readSession, standsIn, writeSession, type KeptSession } from '@likedong/member/kept-session'
import type { Services } from '@likedong/member/services'
import { inject, ref, shallowRef, type InjectionKey, type Ref, type ShallowRef } from 'vue'

/** What an enrolled terminal signs in as; who stands there is its member, and changes. */
export function isTerminal(account: Account): boolean {
  return (account.role as string) === 'terminal'
}

/** The post as the screens know an account: whoever stands there is its member. */
export function accountOf(post: PostPage, meta: Meta): Account {
  const name = post.turn?.name ?? post.label
  return {
    id: post.terminal_id,
    login: '',
    name,
    role: 'terminal' as Account['role'],
    role_name: post.label,
    permissions: [],
    station: { id: '', code: '', name: meta.station_name ?? '', demo: meta.demo, duty_phone: post.duty_phone, boundary: { type: 'Polygon', coordinates: [] } },
    member_id: post.turn?.member_id ?? null,
    member: null,
    reach: { kind: 'unit', ids: [], names: post.unit_name === null ? [] : [post.unit_name] },
    session_ends_at: null,
  }
}

/** Why an enrolled terminal is nobody's: it needs a new code, or it was disabled and has forgotten everything. */
export type Lost = 'code' | 'disabled'

export interface Session {
  account: ShallowRef<Account | null>
  /** The post's page, on an enrolled terminal. */
  page: ShallowRef<PostPage | null>
  lost: Ref<Lost | null>
  /** When the session ends by itself, by the server's clock. */
  until: Ref<number | null>
  /** The server ended the session while somebody had the watch: nobody can be called here now. */
  cutOff: ShallowRef<Account | null>
  /** Takes the services, which tell this session when it is over. */
  use(services: Services): void
  restore(): Promise<void>
  /** Makes this the terminal of a post, with the code that somebody set it up with. */
  enrol(token: string): Promise<void>
  /** Reads the post's page again; whoever has the watch now has this page. */
  reread(): Promise<void>
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
  const page = shallowRef<PostPage | null>(null)
  const lost = ref<Lost | null>(null)
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
    const last = account.value
    cutOff.value = onDuty && !isTerminal(last) ? last : null
    account.value = null
    if (isTerminal(last)) void examine()
  }

  /** Asks what became of a terminal that the server knows no more; one that was disabled forgets everything. */
  async function examine(): Promise<void> {
    lost.value = 'code'
    const { works, wipe } = await made().api.terminal.check()
    if (wipe) {
      lost.value = 'disabled'
      await forgetEverything()
    } else if (works) await restore()
  }

  async function enrol(token: string): Promise<void> {
    await made().api.terminal.enrol(token)
    lost.value = null
  }

  async function reread(): Promise<void> {
    page.value = await made().api.terminal.show()
    if ((page.value.turn?.member_id ?? null) !== (account.value?.member_id ?? null)) await restore()
  }

  /** Whoever signed in here; a terminal is no account and reads its post's page instead. */
  async function read(): Promise<Account> {
    const { api } = made()
    try {
      const known = await api.session.show()
      page.value = null
      return known
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) throw error
      const [post, meta] = await Promise.all([api.terminal.show(), api.meta()])
      page.value = post
      return accountOf(post, meta)
    }
  }

  /** Asks the server who has the watch; where it cannot be asked, the kept account stands in. */
  async function restore(): Promise<void> {
    const { clock, slots } = made()
    const kept = readSession(slots)
    try {
      const known = await read()
      lost.value = null
      take(known, kept)
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        if (kept !== null && isTerminal(kept.account)) return examine()
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

  return { account, page, lost, until, cutOff, use: (it) => void (services = it), restore, enrol, reread, signIn, signOut, watching, end }
}

/** Nothing of the post or its people stays on a disabled terminal. */
async function forgetEverything(): Promise<void> {
  localStorage.clear()
  sessionStorage.clear()
  if ('caches' in window) for (const name of await caches.keys()) await caches.delete(name)
}
