// A report as it is taken: what is still missing, what it lifts, what is sent.
import type { Incident, IntakeSource, Nature, NewIncident, Place, Point } from '@likedong/api'
import { initialsOf } from './initials'

export const TICKS = ['injured', 'weapon', 'dv', 'minor'] as const
export type Tick = (typeof TICKS)[number]
export const NATURES: { nature: Nature; key: string }[] = [
  { nature: 'police', key: 'J' },
  { nature: 'non_police', key: 'F' },
  { nature: 'unknown', key: 'S' },
]
export const SOURCES: IntakeSource[] = ['station_phone', '110_transfer', 'walk_in', '12345_transfer', 'patrol_found']
/** A report should be taken in this time. */
export const LIMIT_S = 20

export interface ReportDraft {
  source: IntakeSource
  placeText: string
  place: Place | null
  point: Point | null
  words: string
  ticks: Record<Tick, boolean>
  nature: Nature
  callerName: string
  callerPhone: string
  externalRef: string
}
export type MissingField = 'point' | 'words'

export function emptyDraft(source: IntakeSource = 'station_phone'): ReportDraft {
  return { source, placeText: '', place: null, point: null, words: '', ticks: { injured: false, weapon: false, dv: false, minor: false }, nature: 'unknown', callerName: '', callerPhone: '', externalRef: '' }
}

export function isUntouched(draft: ReportDraft): boolean {
  const written = [draft.placeText, draft.words, draft.callerName, draft.callerPhone, draft.externalRef]
  return written.every((it) => !it) && !draft.point && !TICKS.some((tick) => draft.ticks[tick])
}

/** Orders of the 110 come without name and telephone: call-back goes through the station. */
export function asksCaller(draft: Pick<ReportDraft, 'source'>): boolean {
  return draft.source !== '110_transfer'
}

/** What is still to be filled in, in the order of the form. */
export function missing(draft: ReportDraft): MissingField | null {
  if (!draft.point) return 'point'
  if (!draft.words.trim()) return 'words'
  return null
}

/** Ticks that lift to P1 and send police before anybody calls; a minor alone does not. */
export function hardTicks(draft: ReportDraft): Tick[] {
  return TICKS.filter((tick) => tick !== 'minor' && draft.ticks[tick])
}

export function bodyOf(draft: ReportDraft): NewIncident {
  if (!draft.point) throw new Error('a report needs a place')
  const body: NewIncident = {
    source: draft.source,
    point: draft.point,
    address_text: draft.placeText.trim(),
    description: draft.words.trim(),
    police_nature: draft.nature,
    weapon: draft.ticks.weapon,
    involves_dv: draft.ticks.dv,
    involves_minor: draft.ticks.minor,
    injured_count: draft.ticks.injured ? 1 : 0,
  }
  if (draft.place?.kind === 'unit') body.unit_id = draft.place.id
  if (asksCaller(draft)) {
    if (draft.callerName.trim()) body.caller_name = draft.callerName.trim()
    if (draft.callerPhone.trim()) body.caller_phone = draft.callerPhone.trim()
  }
  if (draft.externalRef.trim()) body.external_ref = draft.externalRef.trim()
  return body
}

export interface Flow {
  called: number | null
  got: number | null
  there: number | null
  fed: number | null
}

/** Seconds from the call on: 已呼叫—已收到—已到场—已反馈, each by the first who did. */
export function flowOf(incident: Pick<Incident, 'offers' | 'clocks'>, calledAt: number): Flow {
  const first = (times: (string | null)[]): number | null => {
    const found = times.filter((it): it is string => it !== null).map((it) => Math.max(0, Math.floor((Date.parse(it) - calledAt) / 1000)))
    return found.length ? Math.min(...found) : null
  }
  return {
    called: incident.offers.length ? 0 : null,
    got: first(incident.offers.map((it) => it.delivered_at)),
    there: first(incident.offers.map((it) => it.arrived_at)),
    fed: first(incident.clocks.filter((it) => it.kind === 'feedback').map((it) => it.met_at)),
  }
}

export type Marked = [before: string, hit: string, after: string]

/** The letters or the beginning that were searched, to be underlined; also where they are the first letters of its pinyin. */
export function highlight(name: string, wanted: string): Marked {
  const text = wanted.trim().toLowerCase()
  if (!text) return ['', '', name]
  const direct = name.toLowerCase().indexOf(text)
  const at = direct >= 0 ? direct : initialsOf(name).indexOf(text)
  return at < 0 ? ['', '', name] : [name.slice(0, at), name.slice(at, at + text.length), name.slice(at + text.length)]
}
