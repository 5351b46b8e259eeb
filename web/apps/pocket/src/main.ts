// Starts the page.
import '@likedong/ui/fonts.css'
import '@likedong/ui/tokens.css'
import { createApp } from 'vue'
import App from './App.vue'

createApp(App).mount('#app')
