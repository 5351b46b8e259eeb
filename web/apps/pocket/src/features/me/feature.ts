// The person's own settings, consent and sign-out.
import type { Feature } from '../../feature'

export const me: Feature = { routes: [{ path: '/me', component: () => import('./MePage.vue') }], permission: null }
