// Every word that the desk says, Chinese first.
import { createI18n } from 'vue-i18n'
import type { Language } from '@likedong/api'
import en from './en'
import zh from './zh'

export const i18n = createI18n({ legacy: false, locale: 'zh' as Language, fallbackLocale: 'zh', messages: { zh, en }, missingWarn: false, fallbackWarn: false })

export function setLanguage(language: Language): void {
  i18n.global.locale.value = language
}

/** Words outside components. */
export function translate(key: string, values: Record<string, unknown> = {}): string {
  return i18n.global.t(key, values)
}

/** Words for a code from the wire; a code that has none yet stands for itself rather than hiding. */
export function wordFor(group: string, code: string, values: Record<string, unknown> = {}): string {
  const key = `${group}.${code}`
  return i18n.global.te(key, i18n.global.locale.value) ? i18n.global.t(key, values) : code
}
