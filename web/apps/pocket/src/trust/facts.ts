// What the server tells about its certificate authority, in the forms that it has.

/** What the page shows; `known` where there is nothing to install. */
export interface TrustFacts {
  kind: 'own' | 'known' | 'unreachable'
  url: string
  fingerprint: string | null
  name: string | null
  until: string | null
  demo: boolean
}

/** Asks the server; without an answer the page still explains itself. */
export async function readFacts(): Promise<TrustFacts> {
  const [trust, meta] = await Promise.all([ask('/api/v1/trust'), ask('/api/v1/meta')])
  return factsOf(trust, meta, `${location.origin}/pocket/`)
}

/** Reads the answers; `here` stands in for an address that the server does not name. */
export function factsOf(trust: Record<string, unknown> | null, meta: Record<string, unknown> | null, here: string): TrustFacts {
  const urls = Array.isArray(trust?.['urls']) ? trust['urls'] : []
  const fingerprint = text(trust?.['fingerprint'])
  const until = text(trust?.['not_after'])
  return {
    kind: trust === null ? 'unreachable' : fingerprint === null ? 'known' : 'own',
    url: text(trust?.['url']) ?? text(urls[0]) ?? here,
    fingerprint,
    name: text(trust?.['name']),
    until: until === null ? null : until.slice(0, 10),
    demo: meta?.['demo'] === true,
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

async function ask(path: string): Promise<Record<string, unknown> | null> {
  try {
    const response = await fetch(path)
    const body: unknown = response.ok ? await response.json() : null
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : null
  } catch {
    return null
  }
}
