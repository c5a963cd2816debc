import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { tehranDate } from '#app/core/jalali'
import type { Rial } from '#app/core/money'
import { isDuplicate, sqlTime } from '#app/core/sql'

/** So many wishes of one person and day are believed; more is a machine. */
const MOST_A_DAY = 40
const LONGEST_TERM = 64

/** Who wanted it: a customer, or a visitor by a hash that is another one every day. */
export interface Wisher {
  customerId: number | null
  person: string
}

export type LostDemand = Wisher &
  (
    | { kind: 'search'; term: string }
    | { kind: 'cart' | 'checkout'; variantId: number; missing: number; price: Rial }
  )

/**
 * Writes that somebody wanted what is not there. It stands outside the refused transaction, so that
 * it stays when that one is rolled back; asked again the same day, the larger wish counts once.
 */
export async function noteLostDemand(wish: LostDemand): Promise<void> {
  const day = tehranDate(clock.now())
  const own = { person: wish.person, day }
  if (wish.kind === 'search' && (await isSameSearch(wish.term, own))) return
  const { n } = await db.from('lost_demands').where(own).count('* as n').firstOrFail()
  if (Number(n) >= MOST_A_DAY) return
  const row = { ...own, ...factsOf(wish) }
  try {
    await db.table('lost_demands').insert({
      ...row,
      kind: wish.kind,
      customer_id: wish.customerId,
      created_at: sqlTime(clock.now()),
    })
  } catch (error) {
    if (!isDuplicate(error)) throw error
    await db
      .from('lost_demands')
      .where({ ...own, subject: row.subject })
      .where('quantity', '<', row.quantity)
      .update({ kind: wish.kind, quantity: row.quantity, worth: row.worth })
  }
}

function factsOf(wish: LostDemand) {
  if (wish.kind === 'search') {
    const term = wish.term.slice(0, LONGEST_TERM)
    return { term, subject: `t:${term}`, variant_id: null, quantity: 1, worth: 0 }
  }
  const { variantId, missing, price } = wish
  const subject = `v:${variantId}`
  return { term: null, subject, variant_id: variantId, quantity: missing, worth: missing * price }
}

/** Results follow while one types: of «زعف» and «زعفران» only the longer one is a wish. */
async function isSameSearch(term: string, own: { person: string; day: string }) {
  const rows: { id: number; term: string }[] = await db
    .from('lost_demands')
    .where({ ...own, kind: 'search' })
    .select('id', 'term')
  if (rows.some((row) => row.term.startsWith(term))) return true
  const shorter = rows.find((row) => term.startsWith(row.term))
  if (!shorter) return false
  const longer = term.slice(0, LONGEST_TERM)
  await db
    .from('lost_demands')
    .where('id', shorter.id)
    .update({ term: longer, subject: `t:${longer}` })
  return true
}
