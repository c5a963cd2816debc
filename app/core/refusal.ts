import { Exception } from '@adonisjs/core/exceptions'

export interface RefusalDetails {
  /** Form field beside which the sentence is shown. */
  field?: string
  /** Values of the sentence's placeholders. Money as `{ rial: n }` is shown as Toman, names in the reader's language. */
  params?: Record<string, string | number | { rial: number } | Record<'fa' | 'en', string>>
  /** 422 unless said otherwise: 409 for an illegal move, 404 for a row that is not his. */
  status?: 403 | 404 | 409 | 422 | 429
  /** For an illegal move: the moves that are legal now. */
  allowed?: readonly string[]
}

/**
 * A rule of the business says no. Thrown inside a verb it rolls everything back. The page shows
 * `refusals.<code>` beside the field; the API answers the status with code and sentence.
 */
export class Refusal extends Exception {
  readonly details: RefusalDetails

  constructor(
    readonly refusal: string,
    details: RefusalDetails = {}
  ) {
    super(refusal, { status: details.status ?? 422, code: `E_${refusal.toUpperCase()}` })
    this.details = details
  }
}

/** Someone else's row and a row that is not there look the same: 404. */
export class NotFound extends Refusal {
  constructor() {
    super('not_found', { status: 404 })
  }
}

/** The row, or a 404. */
export function found<T>(row: T | null | undefined): T {
  if (row === null || row === undefined) throw new NotFound()
  return row
}
