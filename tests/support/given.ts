import { setTimeout as wait } from 'node:timers/promises'
import { clock } from '#app/core/clock'
import { insertedId, sqlTime } from '#app/core/sql'
import { customerKeys } from '#app/people/models/customer'
import db from '@adonisjs/lucid/services/db'

/*
 * The world of a story, in the words of the business: `given.branch()`, `given.customer()`. Rows
 * that carry value or stock are made by the real verbs; the step that owns them has its own file
 * beside this one.
 */

let counter = 0
const next = () => ++counter

async function insert(table: string, row: Record<string, unknown>) {
  const [id] = await db.table(table).insert({ ...row, created_at: sqlTime(clock.now()) })
  return Number(id)
}

export const given = {
  /** A branch with a warehouse that sells on the web. */
  async branch(row: { nameFa?: string; nameEn?: string } = {}) {
    const n = next()
    const id = await insert('branches', {
      code: `B${n}`,
      name_fa: row.nameFa ?? `شعبه ${n}`,
      name_en: row.nameEn ?? `Branch ${n}`,
      seller: JSON.stringify({ name: 'فروشگاه نمونه', economicCode: '41111111111' }),
      active: 1,
    })
    const warehouseId = await insertedId(
      db.table('warehouses').insert({
        branch_id: id,
        name_fa: `انبار ${n}`,
        name_en: `Warehouse ${n}`,
        priority: n,
        sells_online: 1,
        active: 1,
      })
    )
    return { id, warehouseId }
  },

  /** A customer known by a mobile number; not a member. */
  async customer(
    row: { firstName?: string; lastName?: string; mobile?: string; status?: string } = {}
  ) {
    const n = next()
    const mobile = row.mobile ?? `+98912${String(1_000_000 + n)}`
    const firstName = row.firstName ?? 'سارا'
    const lastName = row.lastName ?? `محمدی ${n}`
    const keys = customerKeys({ firstName, lastName, mobile })
    const id = await insert('customers', {
      mobile,
      first_name: firstName,
      last_name: lastName,
      status: row.status ?? 'valid',
      locale: 'fa',
      kind: 'natural',
      search_key: keys.searchKey,
      last_name_key: keys.lastNameKey,
    })
    return { id, mobile }
  },
}

/** Lets what follows a commit (nudges) come to rest. */
export const settled = () => wait(20)
