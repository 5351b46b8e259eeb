// What waits for the person at the desk.
import type { Feature } from '../../app/feature'

export const inbox: Feature = {
  name: 'inbox',
  permission: 'record.read',
  routes: [{ path: 'inbox/:id?', name: 'inbox', component: () => import('./InboxPane.vue') }],
  menu: { word: 'beside.inbox', to: 'inbox' },
}
