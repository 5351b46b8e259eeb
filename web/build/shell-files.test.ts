import { describe, expect, it } from 'vitest'
import { fillIn, shellFiles } from './shell-files'

describe('the files kept at install', () => {
  it('are code and styles, without fonts and without what is too large', () => {
    const files = new Map([['assets/b.css', 10], ['assets/a.js', 10], ['assets/map.js', 1_000_000], ['assets/f.woff2', 10]])
    expect(shellFiles(files, '/pocket/')).toEqual(['/pocket/assets/a.js', '/pocket/assets/b.css'])
  })

  it('name the cache anew when one of them changes', () => {
    const worker = 'const FILES = self.__SHELL_FILES__\nconst HOME = self.__SHELL_HOME__\nconst NAME = self.__SHELL_NAME__'
    const one = fillIn(worker, ['/a-1.js'], '/gate/')
    expect(one).toContain('const FILES = ["/a-1.js"]')
    expect(one).not.toBe(fillIn(worker, ['/a-2.js'], '/gate/').replace('a-2', 'a-1'))
    expect(one).toContain('const HOME = "/gate/"')
    expect(one).not.toContain('self.')
  })
})
