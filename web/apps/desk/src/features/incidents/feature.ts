// The incidents: queue, map and panel.
import type { Feature } from '../../app/feature'

export const incidents: Feature = {
  name: 'incidents',
  permission: 'incident.read',
  routes: [{ path: 'incidents/:id?', name: 'incidents', component: () => import('../map/MapPane.vue') }],
  menu: { word: 'map.title', to: 'incidents' },
}
