// What one part of the page says about itself.

import type { Permission } from '@likedong/api'
import type { RouteRecordRaw } from 'vue-router'

export interface Feature {
  routes: RouteRecordRaw[]
  /** Shown only to accounts that have it; null for everybody signed in. */
  permission: Permission | null
}
