// Where the pages of the desk are, and who gets in.
import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { pinia } from './app/pinia'
import { useSession } from './app/session'
import { features } from './features'

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/login', name: 'login', component: () => import('./features/session/LoginPage.vue') },
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
  if (to.name === 'login') return session.account ? { path: '/' } : true
  if (!session.account) return { name: 'login', query: { to: to.fullPath } }
  return true
})
