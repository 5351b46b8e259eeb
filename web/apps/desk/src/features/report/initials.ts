// The first letters of pinyin, as people type them: found by where a character stands in the order of the dictionary.

/** The first character of each letter in pinyin order; i, u and v begin no syllable. */
const FIRST: [letter: string, first: string][] = [
  ['a', '阿'], ['b', '八'], ['c', '嚓'], ['d', '哒'], ['e', '妸'], ['f', '发'], ['g', '旮'], ['h', '哈'], ['j', '讥'], ['k', '咔'], ['l', '垃'], ['m', '妈'],
  ['n', '拏'], ['o', '噢'], ['p', '妑'], ['q', '七'], ['r', '呥'], ['s', '扨'], ['t', '他'], ['w', '穵'], ['x', '夕'], ['y', '丫'], ['z', '帀'],
]
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
