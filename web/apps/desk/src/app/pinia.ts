// One Pinia for the page, so that modules outside components reach the two stores.
import { createPinia } from 'pinia'

export const pinia = createPinia()
