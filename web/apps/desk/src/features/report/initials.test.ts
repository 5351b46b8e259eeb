// The letters that people type for a place.
import { describe, expect, it } from 'vitest'
import { initialsOf } from './initials'

describe('initialsOf', () => {
  it('takes the first letter of each syllable', () => {
    const names = ['绿塘茶餐厅', '老塔菜场', '龙潭车场', '云荔路', '青禾雅苑', '柏溪公园', '民警屯警点', '马安门能藕平然三沃学早']
    expect(names.map(initialsOf)).toEqual(['ltcct', 'ltcc', 'ltcc', 'yll', 'qhyy', 'bxgy', 'mjtjd', 'mamnoprswxz'])
  })
  it('leaves digits and letters as they are', () => {
    expect(initialsOf('7号A座')).toBe('7haz')
  })
})
