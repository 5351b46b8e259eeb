// A member reports what is seen; with the page from the start, since a report must not wait for a network.
import type { Feature } from '../../feature'
import ReportPage from './ReportPage.vue'

export const report: Feature = {
  routes: [{ path: '/report', component: ReportPage }],
  permission: 'incident.report',
}
