// The home screen: shift, location, calls of the day.
import type { Feature } from '../../feature'
import HomePage from './HomePage.vue'

export const duty: Feature = { routes: [{ path: '/', component: HomePage }], permission: null }
