// Starts the page.
import '@likedong/ui/fonts.css'
import '@likedong/ui/tokens.css'
import './gate.css'
import { createServices, SERVICES } from '@likedong/member/services'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n } from './i18n'
import { prefs } from './prefs'
import { createSession, SESSION } from './session'

const session = createSession()
const services = createServices({ prefix: 'gate.', language: () => prefs.language, onSignedOut: session.end })
session.use(services)

createApp(App)
  .provide(SERVICES, services)
  .provide(SESSION, session)
  .use(i18n)
  .use(VueQueryPlugin, { queryClient: new QueryClient({ defaultOptions: { queries: { networkMode: 'always' } } }) })
  .mount('#app')

// A terminal that may sound without a touch rings from the start; anywhere else the first touch unlocks it.
void services.ringer.unlock()

// Only secure pages may keep themselves for a time without a network; in development nothing is kept.
if (import.meta.env.PROD && isSecureContext && 'serviceWorker' in navigator) {
  void navigator.serviceWorker.register('/gate/sw.js', { scope: '/gate/' })
}
