// Starts the page.
import '@likedong/ui/fonts.css'
import '@likedong/ui/tokens.css'
import './styles/pocket.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { useSession } from './features/session/session'
import { i18n } from './i18n'
import { usePrefs } from './kit/prefs'
import { createServices, SERVICES } from '@likedong/member/services'
import { router } from './router'

const app = createApp(App)
const pinia = createPinia()
app.use(pinia)
const prefs = usePrefs(pinia)
const session = useSession(pinia)
const services = createServices({
  prefix: 'pocket.',
  language: () => prefs.language,
  onSignedOut: session.end,
})
app.provide(SERVICES, services)
app.use(i18n)
app.use(router)
app.use(VueQueryPlugin, { queryClient: new QueryClient({ defaultOptions: { queries: { networkMode: 'always' } } }) })
app.mount('#app')

// Only secure pages may keep themselves for a time without a network; in development nothing is kept.
if (import.meta.env.PROD && isSecureContext && 'serviceWorker' in navigator) {
  void navigator.serviceWorker.register('/pocket/sw.js', { scope: '/pocket/' })
}
