// Spans of time as people read them: 1:24, +0:42, 2 h 52 min; never 00:01:24.

export type SpanUnit = 'day' | 'hour' | 'minute'
export interface SpanPart {
  value: string
  unit: SpanUnit | null
}

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** The parts of a span: minutes and seconds below an hour, then the two largest units with their names. */
export function spanParts(seconds: number): SpanPart[] {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < HOUR) return [{ value: minutesSeconds(whole), unit: null }]
  if (whole < DAY) {
    return [
      { value: String(Math.floor(whole / HOUR)), unit: 'hour' },
      { value: String(Math.floor((whole % HOUR) / MINUTE)).padStart(2, '0'), unit: 'minute' },
    ]
  }
  return [
    { value: String(Math.floor(whole / DAY)), unit: 'day' },
    { value: String(Math.floor((whole % DAY) / HOUR)), unit: 'hour' },
  ]
}

/** 84 → 1:24. */
export function minutesSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  return `${Math.floor(whole / MINUTE)}:${String(whole % MINUTE).padStart(2, '0')}`
}

/** Whole minutes for "how long to get there": anything begun counts as one, 20 s or less as none. */
export function wholeMinutes(seconds: number): number {
  return seconds <= 20 ? 0 : Math.max(1, Math.round(seconds / MINUTE))
}

/** The station's own time, wherever the browser stands. */
export const STATION_ZONE = 'Asia/Shanghai'
const TIME = new Intl.DateTimeFormat('en-GB', { timeZone: STATION_ZONE, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })

/** 02:47:36 */
export function timeOfDay(at: Date | string | number): string {
  return TIME.format(typeof at === 'object' ? at : new Date(at))
}
/** 02:47 */
export function hourMinute(at: Date | string | number): string {
  return timeOfDay(at).slice(0, 5)
}

const DAY_KEY = new Intl.DateTimeFormat('en-CA', { timeZone: STATION_ZONE, year: 'numeric', month: '2-digit', day: '2-digit' })
/** 2026-11-23, the station's day. */
export function stationDay(at: Date | string | number): string {
  return DAY_KEY.format(typeof at === 'object' ? at : new Date(at))
}
