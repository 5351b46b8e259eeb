// Notices to this person: read and acknowledged.
import type { Feature } from '../../feature'
import NoticesPage from './NoticesPage.vue'

export const notices: Feature = { routes: [{ path: '/notices', component: NoticesPage }], permission: 'notice.read' }
