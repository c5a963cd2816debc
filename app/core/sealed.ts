import { column } from '@adonisjs/lucid/orm'
import encryption from '@adonisjs/core/services/encryption'

/*
 * Numbers that name a person elsewhere (national code, bank account) are sealed in the database, and
 * so is what was typed but never sent.
 */

/** What may be sealed; a value of one kind does not open as another. */
export type SealedKind = 'sheba' | 'national_code' | 'typed_input'

/** The text as it is stored: sealed under the first of DATA_KEYS. */
export function seal(value: string, kind: SealedKind): string {
  return encryption.use('data').encrypt(value, { purpose: kind })
}

/** What was sealed, with any of DATA_KEYS. @throws Error when none of them opens it */
export function unseal(stored: string, kind: SealedKind): string {
  const value = encryption.use('data').decrypt<string>(stored, kind)
  if (value === null) throw new Error(`A ${kind} is sealed by a key that DATA_KEYS lacks`)
  return value
}

/** The same for the same value, and nothing else can be learnt from it: for UNIQUE and for search. */
export function blindIndex(value: string, kind: SealedKind): string {
  return encryption.use('data').blindIndex(value, kind)
}

/** The same under each of DATA_KEYS, the first first: rows that an older key indexed are found too. */
export function blindIndexes(value: string, kind: SealedKind): string[] {
  return encryption.use('data').blindIndexes(value, kind)
}

/** A column that holds it sealed and reads as it is. */
export function sealed(kind: SealedKind) {
  return column({
    prepare: (value: string | null | undefined) => (value ? seal(value, kind) : value),
    consume: (value: string | null) => (value ? unseal(value, kind) : value),
    serialize: () => undefined,
  })
}
