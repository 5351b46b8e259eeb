// When it is night at the station: for the theme that follows the clock, and for the word beside the date.
import { hourMinute } from '@likedong/ui'

/** The night desk is dark from 18:00 to 07:00. */
const NIGHT_FROM = '18:00'
const NIGHT_TO = '07:00'

export function isNight(at: number): boolean {
  const time = hourMinute(at)
  return time >= NIGHT_FROM || time < NIGHT_TO
}
