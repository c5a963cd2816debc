/** Who does a thing. Stored beside every record, transfer and movement. */
export type Actor =
  { kind: 'customer'; id: number } | { kind: 'staff'; id: number } | { kind: 'system'; id: null }

export const SYSTEM: Actor = { kind: 'system', id: null }

/** A business document that a hold, movement, record or message is about, as plain values. */
export interface DocumentRef {
  type: string
  id: number
}
