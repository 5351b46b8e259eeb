// How this terminal wants the page: language and colours. They belong to the post and not to a person.

import { reactive, watchEffect } from 'vue'
import { speak, type Language } from './i18n'

export type Theme = 'dark' | 'light'

const SLOT = 'gate.prefs'

export const prefs = reactive(read())

watchEffect(() => {
  speak(prefs.language)
  document.documentElement.classList.toggle('theme-light', prefs.theme === 'light')
  try {
    localStorage.setItem(SLOT, JSON.stringify(prefs))
  } catch {
    // Without a store the terminal starts as it comes.
    return
  }
})

function read(): { language: Language; theme: Theme } {
  let kept: Record<string, unknown> = {}
  try {
    kept = (JSON.parse(localStorage.getItem(SLOT) ?? '{}') as Record<string, unknown> | null) ?? {}
  } catch {
    kept = {}
  }
  const spoken: Language = navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh'
  return {
    language: kept['language'] === 'en' || kept['language'] === 'zh' ? kept['language'] : spoken,
    theme: kept['theme'] === 'light' ? 'light' : 'dark',
  }
}
