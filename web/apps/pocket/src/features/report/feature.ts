// A member reports what is seen.
import type { Feature } from '../../feature'

export const report: Feature = {
  routes: [{ path: '/report', component: () => import('./ReportPage.vue') }],
  permission: 'incident.report',
}
