// What is said aloud of a call: never more than the card shows, and in a neutral case only its one sentence.

import type { Offer } from '@likedong/api'

type Words = (key: string, named: Record<string, string>) => string

/** The sentence for one call. */
export function spokenCall(offer: Offer, t: Words): string {
  const { card } = offer
  if (card?.neutral) return t('call.spokenNeutral', { sentence: card.neutral })
  return t('call.spoken', {
    place: card?.address_text ?? t('call.placeLater', {}),
    matter: card?.category_name ?? t('call.unnamed', {}),
    level: t(`level.${card?.level ?? 'L1'}`, {}),
  })
}
