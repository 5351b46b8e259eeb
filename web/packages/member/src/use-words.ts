// Distances and times of a call in the words that people use.

import type { Offer } from '@likedong/api'
import { useI18n } from 'vue-i18n'
import { minutes } from './countdown'

/** From here on distances are told in kilometres. */
const KILOMETRE = 1_000
/** Why somebody may be called, as the server's codes say it. */
const WHYS = ['own_unit', 'inside_area', 'on_shift', 'volunteer', 'officer', 'auxiliary'] as const

/** Nobody walks by single metres. */
const STEP_M = 10

export function useWords() {
  const { t } = useI18n()

  function distance(metres: number): string {
    if (metres >= KILOMETRE) return t('call.kilometres', { n: (metres / KILOMETRE).toFixed(1) })
    return t('call.metres', { n: Math.max(STEP_M, Math.round(metres / STEP_M) * STEP_M) })
  }

  /** Walking time and distance of an offer, and whether it is only a straight line. */
  function way(offer: Offer): string {
    const metres = offer.card?.distance_m ?? offer.distance_m
    if (metres === null) return t('call.noDistance')
    if (offer.travel_s === null) return distance(metres)
    const words = { minutes: minutes(offer.travel_s), metres: distance(metres) }
    return t(offer.way === 'straight_line' ? 'call.straight' : 'call.walk', words)
  }

  /** Why this member, in a few words; empty where the code has none. */
  function why(offer: Offer): string {
    const code = WHYS.find((it) => it === offer.reason?.code) ?? (offer.card?.own_unit ? 'own_unit' : null)
    const words = code === null ? '' : t(`call.whys.${code}`)
    return offer.manual ? [words, t('call.whys.manual')].filter((it) => it !== '').join(t('call.comma')) : words
  }

  return { distance, way, why }
}
