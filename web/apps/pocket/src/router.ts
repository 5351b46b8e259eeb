// The few places of the page; the phone's own Back key works between them.

import { nextTick } from 'vue'
import { createRouter, createWebHistory, START_LOCATION } from 'vue-router'
import { duty } from './features/duty/feature'
import { me } from './features/me/feature'
import { notices } from './features/notices/feature'
import { report } from './features/report/feature'
import { focusScreen } from './kit/focus-screen'

/** One part of the page: where it lives and what the account must be allowed to do. */
export const FEATURES = [duty, report, notices, me]

export const router = createRouter({
  history: createWebHistory('/pocket/'),
  routes: [...FEATURES.flatMap((feature) => feature.routes), { path: '/:rest(.*)*', redirect: '/' }],
})

// The link that led here is gone with its screen.
router.afterEach(async (_to, from) => {
  if (from === START_LOCATION) return
  await nextTick()
  focusScreen()
})
