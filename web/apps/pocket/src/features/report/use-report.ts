// A member's report: gathered from taps, kept in the outbox, sent at once or when there is a network.

import { Problem, type NewIncident, type Place, type Point } from '@likedong/api'
import { computed, onScopeDispose, reactive, ref, shallowRef } from 'vue'
import { useServices } from '@likedong/member/services'
import { useShift } from '../../shift'
import { KINDS, type Kind, type Tick } from './kinds'

/** The phone gets this long for one position. */
const LOCATE_MS = 12_000
/** A position this old still says where somebody on foot is. */
const FRESH_MS = 30_000
/** A pause in writing before the place is looked up. */
const LOOK_AFTER_MS = 350
/** Most places offered. */
const OPTIONS_MAX = 4

export type Where = 'here' | 'unit' | 'words'
/** How finding the place went. */
export type Located = 'none' | 'looking' | 'found' | 'failed'

export function useReport() {
  const { api } = useServices()
  const { account, outbox } = useShift()
  const kind = ref<Kind | null>(null)
  const where = ref<Where | null>(null)
  const located = ref<Located>('none')
  const point = shallowRef<Point | null>(null)
  const ticks = reactive(new Set<Tick>())
  const place = ref('')
  const words = ref('')
  const options = shallowRef<Place[]>([])
  const maySearch = account.permissions.includes('place.read')
  let timer: ReturnType<typeof setTimeout> | undefined
  // Accounts of a unit reach just that one, whether or not the server tells the member's own.
  const unit = account.member?.unit_id ?? (account.reach.kind === 'unit' ? (account.reach.ids[0] ?? null) : null)

  /** One position for this report, asked for by this tap; nothing follows it. One just taken is good enough. */
  function locate(): void {
    where.value = 'here'
    located.value = 'looking'
    if (!isSecureContext || !('geolocation' in navigator)) {
      located.value = 'failed'
      return
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        if (where.value !== 'here') return
        point.value = { type: 'Point', coordinates: [coords.longitude, coords.latitude] }
        located.value = 'found'
      },
      () => {
        if (where.value === 'here') located.value = 'failed'
      },
      { enableHighAccuracy: true, timeout: LOCATE_MS, maximumAge: FRESH_MS },
    )
  }

  async function atUnit(): Promise<void> {
    where.value = 'unit'
    located.value = 'looking'
    point.value = null
    try {
      const found = (await api.places.units()).find((it) => it.id === unit)
      if (where.value !== 'unit') return
      point.value = found?.point ?? null
      located.value = found?.point ? 'found' : 'failed'
    } catch (error) {
      if (!(error instanceof Problem)) console.error(error)
      located.value = 'failed'
    }
  }

  /** Looks the written place up, so that a report without a position still has one. */
  function look(text: string): void {
    clearTimeout(timer)
    options.value = []
    if (!maySearch || text.trim().length < 2 || where.value === 'unit') return
    timer = setTimeout(async () => {
      try {
        const found = await api.places.search(text.trim())
        if (place.value === text) options.value = found.filter((it) => it.point !== null).slice(0, OPTIONS_MAX)
      } catch (error) {
        // Without suggestions the place can still be written.
        if (!(error instanceof Problem)) console.error(error)
      }
    }, LOOK_AFTER_MS)
  }

  function choose(option: Place): void {
    options.value = []
    where.value = 'words'
    place.value = option.name
    point.value = option.point
    located.value = 'found'
  }

  function toggle(tick: Tick): void {
    if (!ticks.delete(tick)) ticks.add(tick)
  }

  /** A unit needs no position: the server knows where it stands. */
  const placed = computed(() => where.value === 'unit' || located.value === 'found')

  function body(kindName: string): Partial<NewIncident> {
    const description = [kindName, words.value.trim()].filter((it) => it !== '').join('\n')
    return {
      description,
      ...(kind.value !== null && KINDS[kind.value] !== null ? { category: KINDS[kind.value] ?? undefined } : {}),
      ...(point.value ? { point: point.value } : {}),
      ...(where.value === 'unit' && unit !== null ? { unit_id: unit } : {}),
      ...(place.value.trim() !== '' ? { address_text: place.value.trim() } : {}),
      ...(ticks.has('weapon') ? { weapon: true } : {}),
      ...(ticks.has('injured') ? { injured_count: 1 } : {}),
      ...(ticks.has('minor') ? { involves_minor: true } : {}),
      ...(ticks.has('dv') ? { involves_dv: true } : {}),
    }
  }

  const send = (kindName: string) => outbox.put({ kind: 'report', path: '/api/v1/incidents', body: { ...body(kindName) }, offer: null })

  onScopeDispose(() => clearTimeout(timer))
  return { kind, where, located, ticks, place, words, unit, placed, options, maySearch, locate, atUnit, look, choose, toggle, send }
}
