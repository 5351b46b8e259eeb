// The generated types are those of the committed document; `cargo xtask codegen` or `npm run codegen` makes them anew.
import { existsSync, readFileSync } from 'node:fs'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'
import { describe, expect, it } from 'vitest'

const DOCUMENT = new URL('../../../../openapi.json', import.meta.url)

describe.skipIf(!existsSync(DOCUMENT))('openapi.d.ts', () => {
  it('is fresh', async () => {
    const fresh = COMMENT_HEADER + astToString(await openapiTS(DOCUMENT, { silent: true }))
    expect(readFileSync(new URL('./openapi.d.ts', import.meta.url), 'utf8') === fresh, 'run `npm run codegen` in web/').toBe(true)
  }, 30_000)
})
