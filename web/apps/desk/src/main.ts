// Starts the desk.
import '@likedong/ui/fonts.css'
import '@likedong/ui/tokens.css'
import './desk.css'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import App from './App.vue'
import { pinia } from './app/pinia'
import { queries } from './app/queries'
import { wakeSound } from './app/sound'
import { i18n } from './i18n'
import { router } from './router'

createApp(App).use(pinia).use(i18n).use(router).use(VueQueryPlugin, { queryClient: queries }).mount('#app')

for (const first of ['pointerdown', 'keydown']) addEventListener(first, wakeSound, { once: true, capture: true })
