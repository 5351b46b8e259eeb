// Who is signed in and what they may do.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { Problem, type Account, type Permission } from '@likedong/api'
import { api } from './api'

/** Who uses the desk: whoever may read incidents and hear the feed. */
export function mayUseDesk(account: Pick<Account, 'permissions'> | null): boolean {
  return account !== null && account.permissions.includes('incident.read') && account.permissions.includes('live.read')
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
