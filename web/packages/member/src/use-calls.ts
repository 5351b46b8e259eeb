// The member's calls: the open ones, the one that takes the screen, how others ended, and the answers.

import type { Account, Offer, OfferVerb } from '@likedong/api'
import type { LiveEntry } from '@likedong/live'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, shallowReactive, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { OutboxView } from './use-outbox'
import { useServices } from './services'
import { CallBook, foremost, hasRunOut, isOpen, isWaiting, keepNewer, withPending, type Ended, type Ending } from './calls'
import { DayLog, type DayRow } from './day-log'
import { KeptCalls } from './kept-calls'

/** What a member may say to a call; asking for help changes nothing of one's own assignment. */
export type Answer = OfferVerb

const KEY = ['offers', 'mine']
/** The list is also read this often, should an entry of the feed have been missed. */
const REFRESH_MS = 30_000

export interface CallsView {
  open: ComputedRef<readonly Offer[]>
  current: ComputedRef<Offer | null>
  /** How the last call ended, until the person has seen it. */
  ended: ShallowRef<Ended | null>
  today: ShallowRef<readonly DayRow[]>
  /** The calls for which the person has asked for more people, and when they last did. */
  reinforced: Map<string, number>
  /** Gives an answer; false when the outbox is full. */
  answer(offer: Offer, verb: Answer, extra?: Record<string, string>): boolean
  hear(entry: LiveEntry): void
  /** Puts the offer in, as an answer of the server has it. */
  learn(offer: Offer): void
  refresh(): void
  seen(): void
}

const HEARD: Record<string, Ending> = {
  offer_stood_down: 'stood_down',
  offer_expired: 'expired',
  offer_declined: 'declined',
  offer_cleared: 'cleared',
}

export interface CallsOf {
  account: Account
  outbox: OutboxView
  now: Ref<number>
}

/** Follows the calls of the account's member. */
export function useCalls({ account, outbox, now }: CallsOf): CallsView {
  const memberId = account.member_id
  const { locale } = useI18n()
  const { api, slots } = useServices()
  const client = useQueryClient()
  const kept = new KeptCalls(slots, account.id)
  const book = new CallBook()
  const log = new DayLog(slots, account.id, now.value)
  const ended = shallowRef<Ended | null>(null)
  const today = shallowRef(log.rows())
  const delivered = new Set<string>()
  const reinforced = shallowReactive(new Map<string, number>())
  for (const { kind, offer, at } of outbox.waiting.value) if (kind === 'reinforce' && offer !== null) reinforced.set(offer, Date.parse(at))

  const query = useQuery({
    queryKey: KEY,
    // A phone that restarts without a network still knows where it was sent.
    initialData: () => kept.read(),
    initialDataUpdatedAt: 0,
    queryFn: async () => keepNewer(client.getQueryData<Offer[]>(KEY) ?? [], await api.offers.mine()),
    enabled: memberId !== null,
    refetchInterval: REFRESH_MS,
    // A phone in a pocket must hear as well, and its session must not end for want of a request.
    refetchIntervalInBackground: true,
    retry: false,
  })
  const refresh = () => void client.invalidateQueries({ queryKey: KEY })
  const listed = computed(() => (query.data.value ?? []).map((it) => withPending(it, outbox.waiting.value)))
  const open = computed(() => listed.value.filter((it) => isOpen(it.status) && !hasRunOut(it, now.value)))
  const current = computed(() => foremost(listed.value, now.value))

  watch(
    listed,
    (offers) => {
      for (const offer of offers) log.note(offer, now.value)
      kept.write(offers)
      const last = book.take(offers, now.value).pop()
      if (last !== undefined) finish(last)
      today.value = log.rows()
      for (const offer of offers) deliver(offer)
    },
    { immediate: true },
  )
  // A call runs out on the screen by itself; the server is asked what became of it.
  watch(
    () => listed.value.filter((it) => hasRunOut(it, now.value)).length,
    (count, before) => {
      if (count > (before ?? 0)) refresh()
    },
  )

  function finish(last: Ended): void {
    log.note(last.offer, now.value, last.ending)
    ended.value = last
  }

  function deliver(offer: Offer): void {
    const once = `${offer.id} ${offer.attempt}`
    if (offer.status !== 'offered' || hasRunOut(offer, now.value) || delivered.has(once)) return
    delivered.add(once)
    answer(offer, 'deliver')
  }

  function answer(offer: Offer, verb: Answer, extra: Record<string, string> = {}): boolean {
    if (verb === 'decline') book.hear(offer.id, 'declined')
    if (verb === 'clear') book.hear(offer.id, 'cleared')
    const kept = outbox.put({ kind: verb === 'report' ? 'scene' : verb, path: `/api/v1/offers/${offer.id}/${verb}`, body: extra, offer: offer.id }) !== null
    if (kept && verb === 'reinforce') reinforced.set(offer.id, now.value)
    return kept
  }

  function learn(offer: Offer): void {
    if (offer.member_id !== memberId) return
    client.setQueryData<Offer[]>(KEY, (list) => [...(list ?? []).filter((it) => it.id !== offer.id), offer])
  }

  function hear(entry: LiveEntry): void {
    if (!entry.kind.startsWith('offer_')) return
    // The feed carries the call in both languages, since nobody there knows which one this page shows.
    const offer = entry.body?.[locale.value === 'en' ? 'offer_en' : 'offer'] as Offer | undefined
    const mine = entry.member_id === memberId || offer?.member_id === memberId
    if (!mine) return
    const ending = HEARD[entry.kind]
    if (ending !== undefined && typeof entry.offer_id === 'string') book.hear(entry.offer_id, ending)
    if (offer !== undefined && entry.kind === 'offer_made') learn(offer)
    refresh()
  }

  return { open, current, ended, today, reinforced, answer, hear, learn, refresh, seen: () => (ended.value = null) }
}

/** Whether the phone should ring for this call. */
export function shouldRing(offer: Offer | null): boolean {
  return offer !== null && isWaiting(offer.status)
}
