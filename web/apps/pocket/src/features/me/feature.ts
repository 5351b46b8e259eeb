// The person's own settings, consent and sign-out.
import type { Feature } from '../../feature'
import MePage from './MePage.vue'

export const me: Feature = { routes: [{ path: '/me', component: MePage }], permission: null }
