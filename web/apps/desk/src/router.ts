// Where the pages of the desk are, and who gets in.
import type { Permission } from '@likedong/api'
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { pinia } from './app/pinia'
import { notify } from './app/notices'
import { mayUseDesk, useSession } from './app/session'
import { features } from './features'
import { translate } from './i18n'

declare module 'vue-router' {
  interface RouteMeta {
    permission?: Permission
  }
}

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/login', name: 'login', component: () => import('./features/session/LoginPage.vue') },
    { path: '/elsewhere', name: 'elsewhere', component: () => import('./features/session/ElsewherePage.vue') },
    {
      path: '/',
      component: () => import('./frame/DeskFrame.vue'),
      redirect: { name: 'incidents' },
      children: features.flatMap((it) => it.routes.map((route) => ({ ...route, meta: { permission: it.permission } }))),
    },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

router.beforeEach(async (to: RouteLocationNormalized) => {
  const session = useSession(pinia)
  if (!session.asked) {
    try {
      await session.resume()
    } catch {
      // Not reachable: the sign-in page says so and tries again.
    }
  }
  const enters = mayUseDesk(session.account)
  if (to.name === 'login' || to.name === 'elsewhere') {
    if (enters) return { path: '/' }
    const there = session.account === null ? 'login' : 'elsewhere'
    return to.name === there ? true : { name: there }
  }
  if (!enters && session.account !== null) return { name: 'elsewhere' }
  if (!enters) return { name: 'login', query: { to: to.fullPath } }
  const { permission } = to.meta
  if (permission && !session.may(permission)) return to.name === 'incidents' ? { name: 'login' } : { name: 'incidents', params: to.params }
  return true
})

/** A part of the page that can not be loaded: after an update the old one is gone, or the line is. */
function notLoaded(): void {
  notify(translate('problem.notLoaded'), { tone: 'alert', about: 'not-loaded', act: { word: translate('problem.reload'), run: () => location.reload() } })
}
router.onError(notLoaded)
addEventListener('vite:preloadError', (event) => {
  event.preventDefault()
  notLoaded()
})
