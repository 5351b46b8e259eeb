// Who is on duty and where: members from the server, presence and positions from the feed.
import { computed, shallowRef } from 'vue'
import type { Member, MemberStatus } from '@likedong/api'
import type { PositionItem, PresenceItem } from '@likedong/live'
import { api } from '../../app/api'

const byId = new Map<string, Member>()
const all = shallowRef<Member[]>([])
const state = shallowRef<'loading' | 'ready' | 'failed'>('loading')
let queued = false

/** A burst of frames renews the page once. */
function renew(): void {
  if (queued) return
  queued = true
  queueMicrotask(() => {
    queued = false
    all.value = [...byId.values()]
  })
}

export const members = {
  all,
  state,
  onDuty: computed(() => all.value.filter((it) => it.on_duty)),
  get: (id: string) => byId.get(id),

  async load(): Promise<void> {
    try {
      const list = await api.members()
      byId.clear()
      for (const it of list) byId.set(it.id, it)
      state.value = 'ready'
    } catch {
      if (state.value === 'loading') state.value = 'failed'
    }
    renew()
  },
  positions(items: PositionItem[]): void {
    for (const { member_id, point, at, stale, battery } of items) {
      const it = byId.get(member_id)
      if (it) byId.set(member_id, { ...it, point, position_at: at, stale, battery: battery ?? it.battery })
    }
    renew()
  },
  /** Says whether somebody came on duty who is not known yet: then the list is read again. */
  presence(items: PresenceItem[]): boolean {
    let unknown = false
    for (const { member_id, on_duty, consent, status } of items) {
      const it = byId.get(member_id)
      if (!it) {
        unknown ||= on_duty
        continue
      }
      // Invariant: off duty or without consent no place is shown, at once, without waiting for the next snapshot.
      const located = on_duty && consent !== false
      const place = located ? {} : { point: null, position_at: null }
      byId.set(member_id, { ...it, on_duty, consent: consent ?? it.consent, status: status as MemberStatus, ...place })
    }
    renew()
    return unknown
  },
  clear(): void {
    byId.clear()
    state.value = 'loading'
    renew()
  },
}
