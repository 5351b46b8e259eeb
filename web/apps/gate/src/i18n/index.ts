// The two languages of the page; Chinese is the default and the fallback.

import { createI18n } from 'vue-i18n'
import { en } from './en'
import { zh, type Messages } from './zh'

export type Language = 'zh' | 'en'

export const i18n = createI18n<[Messages], Language, false>({ legacy: false, locale: 'zh', fallbackLocale: 'zh', messages: { zh, en } })

/** Switches the language of the texts and of the document. */
export function speak(language: Language): void {
  i18n.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}
