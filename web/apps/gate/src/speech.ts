// Speaks a call in the page's language, where the terminal has a voice of its own: one that is made elsewhere would carry
// the words of a matter out of the station.

import type { Language } from './i18n'

/** A sentence is spoken again after this long, while it still rings. */
export const SPEAK_EVERY_MS = 12_000
/** The ring goes first. */
export const SPEAK_AFTER_MS = 2_000

/** A voice of this machine for the language; null where there is none. */
export function voiceFor(language: Language, voices: readonly SpeechSynthesisVoice[]): SpeechSynthesisVoice | null {
  const here = voices.filter((it) => it.localService)
  const tag = (it: SpeechSynthesisVoice) => it.lang.replace('_', '-').toLowerCase()
  if (language === 'en') return here.find((it) => tag(it).startsWith('en')) ?? null
  return here.find((it) => tag(it) === 'zh-cn') ?? here.find((it) => tag(it).startsWith('zh')) ?? null
}

/** Says a sentence again and again until told to stop. */
export class Speaker {
  readonly #synth: SpeechSynthesis | undefined
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(synth: SpeechSynthesis | undefined = globalThis.speechSynthesis) {
    this.#synth = synth
    // Some browsers load their voices only when asked for the first time.
    this.#synth?.getVoices()
  }

  /** Once, now. */
  once(sentence: string, language: Language): void {
    const voice = voiceFor(language, this.#synth?.getVoices() ?? [])
    if (this.#synth === undefined || voice === null) return
    const words = new SpeechSynthesisUtterance(sentence)
    words.voice = voice
    words.lang = voice.lang
    this.#synth.cancel()
    this.#synth.speak(words)
  }

  start(sentence: string, language: Language): void {
    this.stop()
    const again = (): void => {
      this.once(sentence, language)
      this.#timer = setTimeout(again, SPEAK_EVERY_MS)
    }
    this.#timer = setTimeout(again, SPEAK_AFTER_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#synth?.cancel()
  }
}
