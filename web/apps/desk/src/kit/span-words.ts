// Spans of time inside sentences.
import { spanParts } from '@likedong/ui'
import { translate } from '../i18n'

/** 42 → 42 秒, 84 → 1 分, 4000 → 1 时 06 分: the age of something, roughly. */
export function ageWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 60) return `${whole} ${translate('unit.second')}`
  if (whole < 3600) return `${Math.floor(whole / 60)} ${translate('unit.minute')}`
  return spanParts(whole).map((part) => `${Number(part.value)} ${part.unit ? translate(`unit.${part.unit}`) : ''}`).join(' ')
}
