// The few places of the page; the phone's own Back key works between them.

import { createRouter, createWebHistory } from 'vue-router'
import { duty } from './features/duty/feature'
import { me } from './features/me/feature'
import { report } from './features/report/feature'

/** One part of the page: where it lives and what the account must be allowed to do. */
export const FEATURES = [duty, report, me]

export const router = createRouter({
  history: createWebHistory('/pocket/'),
  routes: [...FEATURES.flatMap((feature) => feature.routes), { path: '/:rest(.*)*', redirect: '/' }],
})
