import db from '@adonisjs/lucid/services/db'
import { SYSTEM } from '#app/core/actor'
import { insertedId } from '#app/core/sql'
import { addOccasion, setInterests } from '#app/crm/actions/edit_personal'

let people = 0
let categories = 0

/** Nobody else has it; with the check digit that it needs. */
export function freshNationalCode() {
  const first = String(123_456_000 + ++people)
  const sum = [...first].reduce((total, digit, place) => total + Number(digit) * (10 - place), 0)
  return `${first}${sum % 11 < 2 ? sum % 11 : 11 - (sum % 11)}`
}

/** All that the first form of the profile asks for besides interests. */
export const wholeEdit = () => ({
  firstName: 'مینا',
  lastName: 'رضایی',
  address: 'آزادی ۱',
  postalCode: '1234567890',
  birthYear: 1370,
  birthMonth: 2,
  birthDay: 3,
  nationalCode: freshNationalCode(),
  wishes: 'چای سبز',
})

/** A category on the first level of the shop: something to be interested in. */
export function givenInterest(): Promise<number> {
  const slug = `interest-${process.pid}-${++categories}`
  const row = { name_fa: 'چای', name_en: 'Tea', slug, position: 1 }
  return insertedId(db.table('categories').insert(row))
}

export async function givenInterested(customerId: number) {
  return setInterests({ customerId, categoryIds: [await givenInterest()], by: SYSTEM })
}

export const anOccasion = (customerId: number, name = 'سالگرد ما') => ({
  customerId,
  by: SYSTEM,
  kind: 'wedding' as const,
  name,
  date: { year: 1390, month: 2, day: 3 },
})

export const givenOccasion = (customerId: number) => addOccasion(anOccasion(customerId))
