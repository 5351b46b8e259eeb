// The home screen: shift, location, calls of the day; and one's own track.
import type { Feature } from '../../feature'
import HomePage from './HomePage.vue'
import TrackPage from './TrackPage.vue'

export const duty: Feature = { routes: [
    { path: '/', component: HomePage },
    { path: '/track', component: TrackPage },
  ], permission: null }
