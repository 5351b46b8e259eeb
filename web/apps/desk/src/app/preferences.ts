// What this person likes on this machine: language, theme, sound.
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { Language } from '@likedong/api'
import { isNight } from './night'

export type Theme = 'auto' | 'dark' | 'light'

const KEY = 'likedong.desk.preferences'

interface Saved {
  language: Language
  theme: Theme
  sound: boolean
}

function saved(): Saved {
  const first: Saved = { language: 'zh', theme: 'dark', sound: true }
  try {
    return { ...first, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Saved>) }
  } catch {
    return first
  }
}

export const usePreferences = defineStore('preferences', () => {
  const start = saved()
  const language = ref<Language>(start.language)
  const theme = ref<Theme>(start.theme)
  const sound = ref(start.sound)
  const night = ref(isNight(Date.now()))
  setInterval(() => (night.value = isNight(Date.now())), 60_000)

  const light = computed(() => (theme.value === 'auto' ? !night.value : theme.value === 'light'))

  watch([language, theme, sound], () => {
    try {
      localStorage.setItem(KEY, JSON.stringify({ language: language.value, theme: theme.value, sound: sound.value }))
    } catch {
      // A browser that keeps nothing still works; the choice lasts until the page is closed.
    }
  })
  watch(light, (is) => document.documentElement.classList.toggle('theme-light', is), { immediate: true })
  watch(language, (is) => (document.documentElement.lang = is === 'zh' ? 'zh-CN' : 'en'), { immediate: true })

  return { language, theme, sound, light }
})
