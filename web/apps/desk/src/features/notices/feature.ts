// Notices to the people of units, communities, grids or posts.
import type { Feature } from '../../app/feature'

export const notices: Feature = {
  name: 'notices',
  permission: 'notice.issue',
  routes: [{ path: 'notices/:id?', name: 'notices', component: () => import('./NoticesPane.vue') }],
  menu: { word: 'notices.title', to: 'notices' },
}
