// The report at hand: put away with Esc it is kept, sent it begins anew.
import { reactive } from 'vue'
import type { Candidates } from '@likedong/api'
import { serverNow } from '../../app/now'
import { emptyDraft, isUntouched, type ReportDraft } from './form'

export type Phase = 'fill' | 'confirm' | 'called'

export interface Report {
  draft: ReportDraft
  phase: Phase
  startedAt: number
  /** How long the taking took, once the call went out. */
  tookMs: number | null
  incidentId: string | null
  candidates: Candidates | null
  category: string
  calledAt: number
}

function fresh(): Report {
  return { draft: emptyDraft(), phase: 'fill', startedAt: serverNow(), tookMs: null, incidentId: null, candidates: null, category: '', calledAt: 0 }
}

export const report = reactive<Report>(fresh())

export function beginAnew(): void {
  Object.assign(report, fresh())
}

/** Opening takes up what was put away; an untouched or finished one starts its clock again. */
export function takeUp(): void {
  if (report.phase === 'called' || isUntouched(report.draft)) beginAnew()
}
