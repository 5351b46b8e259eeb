// A refusal as a value: the server's sentence for people, its stable code and the field it is about.

export interface FieldProblem {
  field: string
  code: string
  detail: string
}

interface Document {
  type?: string
  title?: string
  status?: number
  detail?: string
  code?: string
  field?: string
  fields?: FieldProblem[]
  changed_by?: unknown
}

/** What the server answered instead of doing what was asked; `offline` when it could not be asked at all. */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly fields: FieldProblem[]
  readonly changedBy: string | null

  constructor(document: Document, status: number) {
    super(document.detail ?? document.title ?? document.code ?? String(status))
    this.name = 'Problem'
    this.code = document.code ?? document.type?.split('/').pop() ?? 'unknown'
    this.status = status
    this.title = document.title ?? ''
    this.detail = document.detail ?? document.title ?? ''
    this.fields = document.fields ?? (document.field ? [{ field: document.field, code: this.code, detail: this.detail }] : [])
    this.changedBy = nameOf(document.changed_by)
  }

  /** The server could not be reached: nothing is known to have happened. */
  get offline(): boolean {
    return this.status === 0
  }

  static offline(): Problem {
    return new Problem({ code: 'offline' }, 0)
  }

  static async from(response: Response): Promise<Problem> {
    return Problem.of(await response.json().catch(() => null), response.status)
  }

  /** From a body that is already read; anything that is no document keeps only its status. */
  static of(body: unknown, status: number): Problem {
    return new Problem(typeof body === 'object' && body !== null ? (body as Document) : {}, status)
  }
}

function nameOf(changedBy: unknown): string | null {
  if (typeof changedBy === 'string') return changedBy
  if (typeof changedBy === 'object' && changedBy !== null && 'name' in changedBy) return String(changedBy.name)
  return null
}
