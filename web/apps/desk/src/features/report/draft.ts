// The report at hand: put away with Esc it is kept, sent it begins anew, and it is never another person's.
import { reactive } from 'vue'
import type { Candidates } from '@likedong/api'
import { serverNow } from '../../app/now'
import { emptyDraft, isUntouched, type ReportDraft } from './form'

export type Phase = 'fill' | 'confirm' | 'called'

export interface Report {
  draft: ReportDraft
  /** The account that takes it: what callers said is nobody else's to read. */
  owner: string | null
  phase: Phase
  startedAt: number
  /** How long the taking took, once the call went out. */
  tookMs: number | null
  incidentId: string | null
  candidates: Candidates | null
  /** Whom to call could not be read. */
  candidatesFailed: boolean
  category: string
  calledAt: number
}

function fresh(): Report {
  return { draft: emptyDraft(), owner: null, phase: 'fill', startedAt: serverNow(), tookMs: null, incidentId: null, candidates: null, candidatesFailed: false, category: '', calledAt: 0 }
}

export const report = reactive<Report>(fresh())

export function beginAnew(): void {
  Object.assign(report, fresh(), { owner: report.owner })
}

/** Opening takes up what was put away; another person's, an untouched or a finished one starts anew. */
export function takeUp(account: string | null): void {
  if (report.owner !== account || report.phase === 'called' || isUntouched(report.draft)) beginAnew()
  report.owner = account
}
