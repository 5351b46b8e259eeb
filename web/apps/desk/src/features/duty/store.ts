// Who is on duty and where: members from the server, presence and positions from the feed.
import { computed, shallowRef } from 'vue'
import type { Member, MemberStatus } from '@likedong/api'
import type { PositionItem, PresenceItem } from '@likedong/live'
import { api } from '../../app/api'

const byId = new Map<string, Member>()
const all = shallowRef<Member[]>([])
/** Renewed only where somebody's state changed, not where somebody moved: what is in order stays so while people walk. */
const roster = shallowRef<Member[]>([])
const state = shallowRef<'loading' | 'ready' | 'failed'>('loading')
/** Heard of and still in no list, as when this role may not see them: they are asked for once, not at every frame. */
const strangers = new Set<string>()
let queued = false
let stirred = false
let loading: Promise<void> | null = null
/** What was asked for before a sign-out belongs to nobody. */
let generation = 0

/** A burst of frames renews the page once. */
function renew(states = true): void {
  stirred ||= states
  if (queued) return
  queued = true
  queueMicrotask(() => {
    queued = false
    all.value = [...byId.values()]
    if (stirred) roster.value = all.value
    stirred = false
  })
}

async function read(): Promise<void> {
  const mine = generation
  try {
    const list = await api.members()
    if (mine !== generation) return
    byId.clear()
    for (const it of list) byId.set(it.id, it)
    state.value = 'ready'
  } catch {
    if (mine === generation && state.value === 'loading') state.value = 'failed'
  }
  renew()
}

export const members = {
  all,
  roster,
  state,
  onDuty: computed(() => roster.value.filter((it) => it.on_duty)),
  get: (id: string) => byId.get(id),

  /** One read at a time, however many ask for it. */
  load(): Promise<void> {
    if (loading) return loading
    const mine = read().finally(() => {
      if (loading === mine) loading = null
    })
    loading = mine
    return mine
  },
  positions(items: PositionItem[]): void {
    for (const { member_id, point, at, stale, battery } of items) {
      const it = byId.get(member_id)
      if (it) byId.set(member_id, { ...it, point, position_at: at, stale, battery: battery ?? it.battery })
    }
    renew(false)
  },
  /** Says whether somebody came on duty who is not known yet: then the list is read again. */
  presence(items: PresenceItem[]): boolean {
    let unknown = false
    for (const { member_id, on_duty, consent, status } of items) {
      const it = byId.get(member_id)
      if (!it) {
        unknown ||= on_duty && !strangers.has(member_id)
        if (on_duty) strangers.add(member_id)
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
    generation += 1
    loading = null
    byId.clear()
    strangers.clear()
    state.value = 'loading'
    renew()
  },
}
