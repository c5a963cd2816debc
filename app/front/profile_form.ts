import vine from '@vinejs/vine'
import type { Infer } from '@vinejs/vine/types'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import {
  idField,
  jalaliDateField,
  nameField,
  nationalCodeField,
  postalCodeField,
  textField,
} from '#app/core/fields'
import { formatJalaliDay, fromJalali, type JalaliDay } from '#app/core/jalali'
import type { Locale } from '#app/core/digits'
import { Refusal } from '#app/core/refusal'
import { completenessOf, type ProfilePart } from '#app/club/completeness'
import { OCCASION_KINDS } from '#app/crm/actions/edit_personal'
import type Customer from '#app/people/models/customer'

export const profileValidator = vine.create({
  firstName: nameField(),
  lastName: nameField(),
  birthDate: jalaliDateField().optional(),
  address: textField({ max: 500 }).optional(),
  postalCode: postalCodeField().optional(),
  nationalCode: nationalCodeField().optional(),
  wishes: textField({ max: 500 }).optional(),
  interests: vine.array(idField()).maxLength(50).optional(),
})

export const occasionValidator = vine.create({
  kind: vine.enum(OCCASION_KINDS),
  name: textField({ min: 2, max: 60 }),
  date: jalaliDateField(),
})

/** The form as an edit: what was left empty is cleared. @throws Refusal of `refuseOddBirth` */
export function profileEdit(form: Infer<typeof profileValidator>) {
  const { firstName, lastName, birthDate, address, postalCode, nationalCode, wishes } = form
  if (birthDate) refuseOddBirth(birthDate, 'birthDate')
  return {
    firstName,
    lastName,
    address: address ?? null,
    postalCode: postalCode ?? null,
    nationalCode: nationalCode ?? null,
    wishes: wishes ?? null,
    birthYear: birthDate?.year ?? null,
    birthMonth: birthDate?.month ?? null,
    birthDay: birthDate?.day ?? null,
  }
}

/** Nobody alive is older: a year before is a slip, such as ۱۲۷۰ for ۱۳۷۰. */
const OLDEST_YEARS = 120

/** @throws Refusal `birth_in_future`, `birth_too_long_ago` */
export function refuseOddBirth({ year, month, day }: JalaliDay, field: string) {
  const born = fromJalali(year, month, day)
  if (born > clock.now()) throw new Refusal('birth_in_future', { field })
  if (born < clock.now().minus({ years: OLDEST_YEARS }))
    throw new Refusal('birth_too_long_ago', { field, params: { years: OLDEST_YEARS } })
}

/** Those of the ids that are categories on the first level of the shop. */
export async function knownInterests(ids: readonly number[] = []): Promise<number[]> {
  const rows = await db
    .from('categories')
    .whereNull('parent_id')
    .whereIn('id', [...ids])
    .select('id')
  return rows.map(({ id }) => Number(id))
}

/** Everything a page of a profile shows. */
export async function profilePage(person: Customer, locale: Locale) {
  const [categories, interests, occasions, history, completeness] = await Promise.all([
    db.from('categories').whereNull('parent_id').orderBy('id').select('id', 'name_fa', 'name_en'),
    db.from('customer_interests').where('customer_id', person.id).select('category_id'),
    db.from('customer_occasions').where('customer_id', person.id).orderBy('month').orderBy('day'),
    changesOf(person.id),
    barOf(person),
  ])
  const chosen = interests.map((row) => Number(row.category_id))
  return {
    person,
    categories,
    chosen,
    occasions: occasions.map((row) => ({ ...row, date: formatJalaliDay(row, locale) })),
    history,
    kinds: OCCASION_KINDS,
    birthDate: birthDateOf(person, locale),
    completeness,
  }
}

async function changesOf(customerId: number) {
  const rows = await db
    .from('audits')
    .where({ subject_type: 'customer', subject_id: customerId, action: 'edit_customer' })
    .orderBy('id', 'desc')
    .limit(10)
    .select('created_at', 'actor_kind', 'after')
  return rows.map((row) => ({
    at: String(row.created_at),
    byStaff: row.actor_kind === 'staff',
    fields: Object.keys(typeof row.after === 'string' ? JSON.parse(row.after) : (row.after ?? {})),
  }))
}

function birthDateOf({ birthYear, birthMonth, birthDay }: Customer, locale: Locale) {
  if (!birthYear || !birthMonth || !birthDay) return ''
  return formatJalaliDay({ year: birthYear, month: birthMonth, day: birthDay }, locale)
}

/** The field of the page that each part is written in, by the id of its element. */
const FIELD_OF: Record<ProfilePart, string> = {
  name: 'f-firstName',
  national_code: 'f-nationalCode',
  birth: 'f-birthDate',
  address: 'f-address',
  postal_code: 'f-postalCode',
  interests: 'f-interests',
  occasions: 'f-kind',
  wishes: 'f-wishes',
}

/** The name alone may lack its second half. */
function fieldOf(part: ProfilePart, { firstName }: Customer) {
  return part === 'name' && firstName ? 'f-lastName' : FIELD_OF[part]
}

/** The bar: per cent, and what is missing with the field to write it in. */
async function barOf(person: Customer) {
  const { percent, missing } = await completenessOf(person)
  return { percent, missing: missing.map((part) => ({ part, field: fieldOf(part, person) })) }
}
