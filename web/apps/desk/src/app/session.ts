// Who is signed in and what they may do.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { Problem, type Account, type Permission } from '@likedong/api'
import { api } from './api'

/**
 * What whoever works at the desk may do: send people, see where they are, read the day's figures and hear the feed.
 * Guards, grid workers and tellers read incidents too, but theirs are other pages.
 */
export const DESK_WORK: readonly Permission[] = ['incident.read', 'incident.dispatch', 'position.read', 'figure.read', 'live.read']

/** Who uses the desk. */
export function mayUseDesk(account: Pick<Account, 'permissions'> | null): boolean {
  return account !== null && DESK_WORK.every((it) => account.permissions.includes(it))
}

/** Whose page is the phone: whoever goes on duty or reports. */
export function mayUsePocket(account: Pick<Account, 'permissions'>): boolean {
  return account.permissions.includes('duty.confirm') || account.permissions.includes('incident.report')
}

export const useSession = defineStore('session', () => {
  const account = ref<Account | null>(null)
  /** False until the first answer about an existing session came. */
  const asked = ref(false)

  const station = computed(() => account.value?.station ?? null)
  const may = (permission: Permission) => account.value?.permissions.includes(permission) ?? false

  async function resume(): Promise<void> {
    try {
      account.value = await api.session.show()
    } catch (error) {
      if (!(error instanceof Problem) || error.offline) throw error
      account.value = null
    } finally {
      asked.value = true
    }
  }
  async function signIn(login: string, password: string): Promise<void> {
    account.value = (await api.session.open({ login, password })).account
  }
  async function signOut(): Promise<void> {
    await api.session.close().catch(() => undefined)
    account.value = null
  }

  return { account, station, asked, may, resume, signIn, signOut }
})
