// The first letters of pinyin, as people type them: found by where a character stands in the order of the dictionary.
import { FIRST } from '../../i18n/pinyin'

const ORDER = new Intl.Collator('zh-Hans-u-co-pinyin')
const HAN = /^\p{Script=Han}$/u

/** One letter for each character; whatever is not Chinese stands for itself. */
export function initialsOf(name: string): string {
  return Array.from(name, initialOf).join('')
}

function initialOf(character: string): string {
  if (!HAN.test(character)) return character.toLowerCase()
  let found = ''
  for (const [letter, first] of FIRST) {
    if (ORDER.compare(character, first) < 0) break
    found = letter
  }
  return found || character
}
