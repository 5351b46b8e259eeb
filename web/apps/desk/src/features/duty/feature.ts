// Who is on duty, in the middle of the desk.
import type { Feature } from '../../app/feature'

export const duty: Feature = {
  name: 'duty',
  permission: 'person.read',
  routes: [{ path: 'duty/:id?', name: 'duty', component: () => import('./DutyPane.vue') }],
  menu: { word: 'duty.title', to: 'duty' },
}
