// What one feature brings to the desk: its routes, its place in the menu and the permission that both need.
import type { RouteRecordRaw } from 'vue-router'
import type { Permission } from '@likedong/api'

export interface Feature {
  name: string
  permission: Permission
  routes: RouteRecordRaw[]
  /** The key of its word in the menu and where it leads. */
  menu: { word: string; to: string } | null
}
