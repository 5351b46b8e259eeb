// Distances and times of a call in the words that people use.

import type { Offer } from '@likedong/api'
import { useI18n } from 'vue-i18n'
import { minutes } from './countdown'

/** From here on distances are told in kilometres. */
const KILOMETRE = 1_000
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

  return { distance, way }
}
