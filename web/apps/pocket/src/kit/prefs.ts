// How this person wants the page: language, colours, type size, screen. Kept on the phone, cleared at sign-out.

import { defineStore } from 'pinia'
import { ref, watchEffect } from 'vue'
import { speak, type Language } from '../i18n'

export type Theme = 'dark' | 'light'
export type TypeSize = 'normal' | 'large'

const SLOT = 'pocket.prefs'

interface Kept {
  language: Language
  theme: Theme
  size: TypeSize
  awake: boolean
}

export const usePrefs = defineStore('prefs', () => {
  const kept = read()
  const language = ref<Language>(kept.language)
  const theme = ref<Theme>(kept.theme)
  const size = ref<TypeSize>(kept.size)
  const awake = ref(kept.awake)

  watchEffect(() => {
    speak(language.value)
    const root = document.documentElement.classList
    root.toggle('theme-light', theme.value === 'light')
    root.toggle('large-type', size.value === 'large')
    write({ language: language.value, theme: theme.value, size: size.value, awake: awake.value })
  })

  return { language, theme, size, awake }
})

function read(): Kept {
  const kept = parse(localStorage.getItem(SLOT))
  return {
    language: kept['language'] === 'en' || kept['language'] === 'zh' ? kept['language'] : spoken(),
    theme: kept['theme'] === 'light' ? 'light' : 'dark',
    size: kept['size'] === 'large' ? 'large' : 'normal',
    awake: kept['awake'] !== false,
  }
}

/** English only where the phone itself speaks English; Chinese for everybody else. */
function spoken(): Language {
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh'
}

function parse(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function write(kept: Kept): void {
  try {
    localStorage.setItem(SLOT, JSON.stringify(kept))
  } catch {
    return
  }
}
