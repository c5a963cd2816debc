import type { Client } from '#app/core/sql'
import { rowOf } from '#app/core/statement'
import type Customer from '#app/people/models/customer'

/** What a complete profile has: then birthday wishes, offers and parcels find their way. */
export const PROFILE_PARTS = [
  'name',
  'national_code',
  'birth',
  'address',
  'postal_code',
  'interests',
  'occasions',
  'wishes',
] as const
export type ProfilePart = (typeof PROFILE_PARTS)[number]

/**
 * How much of a complete profile is there, in whole per cent, and what is missing: the bar of the
 * page and the thanks for a complete one read this. Interests are asked for only while the shop has
 * categories to choose from. 100 means that nothing is missing.
 */
export async function completenessOf(person: Customer, client?: Client) {
  const there = await partsOf(person, client)
  const asked = PROFILE_PARTS.filter((part) => there[part] !== null)
  const missing = asked.filter((part) => !there[part])
  return { percent: Math.floor(((asked.length - missing.length) * 100) / asked.length), missing }
}

/** Each part: there or not; null where the page cannot ask for it. */
async function partsOf(
  person: Customer,
  client?: Client
): Promise<Record<ProfilePart, boolean | null>> {
  const told = await rowOf<{ interests: number; occasions: number; offered: number }>(
    `SELECT EXISTS (SELECT 1 FROM customer_interests WHERE customer_id = ?) AS interests,
      EXISTS (SELECT 1 FROM customer_occasions WHERE customer_id = ?) AS occasions,
      EXISTS (SELECT 1 FROM categories WHERE parent_id IS NULL) AS offered`,
    [person.id, person.id],
    client
  )
  return {
    name: Boolean(person.firstName && person.lastName),
    national_code: Boolean(person.nationalCode),
    birth: Boolean(person.birthMonth && person.birthDay),
    address: Boolean(person.address),
    postal_code: Boolean(person.postalCode),
    interests: told?.offered ? Boolean(told.interests) : null,
    occasions: Boolean(told?.occasions),
    wishes: Boolean(person.wishes),
  }
}
