import type { Rial } from '#app/core/money'
import type { Client } from '#app/core/sql'

/** Four ways to the one number that the club owes in credit, and what makes up the last of them. */
export interface BookSums {
  /** What is left of all lots, with what is held of them. */
  lots: Rial
  /** What the members' accounts say. */
  balances: Rial
  /** What moved into these accounts less what moved out. */
  liability: Rial
  /** What the papers of the doors say: `till + shop + other`. */
  doors: Rial
  /** Credit given less credit taken at the counter, by its receipts and invoices. */
  till: Rial
  /** The same of the web shop. */
  shop: Rial
  /** Neither door: by hand, expired, taken back, gifts. */
  other: Rial
}

const sum = (column: string, rows: string) => `(SELECT COALESCE(SUM(${column}), 0) FROM ${rows})`

/** What moved into the accounts of credit less what moved out of them, of some transfers. */
const moved = (where = '1 = 1') => `(
  ${sum('t.amount', `transfers t JOIN credit a ON a.id = t.credit_account_id WHERE ${where}`)}
  - ${sum('t.amount', `transfers t JOIN credit a ON a.id = t.debit_account_id WHERE ${where}`)})`

/** Which door a transfer is about: its paper says so. */
const OF = {
  till: `COALESCE(t.about_type, '') = 'till_sale'`,
  web: `COALESCE(t.about_type, '') IN ('pre_invoice', 'invoice')`,
}
const GIVEN = `t.reason IN ('earn', 'earn_pending', 'void_pending', 'refund_spend')`

/** Paid with credit, by the invoices of a door; topped-up money is another pocket. */
const taken = (door: keyof typeof OF) =>
  sum('i.credit_amount', `invoices i WHERE i.channel = '${door}'`)

/* One statement, so that all sums are of one moment while the shop goes on selling. */
const SUMS = `
  WITH credit AS (
    SELECT id, available, held FROM accounts WHERE kind IN ('member_credit', 'member_pending'))
  SELECT
    ${sum('l.remaining', 'lots l JOIN credit a ON a.id = l.account_id')}
      + ${sum('h.amount', `holds h JOIN credit a ON a.id = h.account_id WHERE h.state = 'held'`)} AS lots,
    ${sum('available + held', 'credit')} AS balances,
    ${moved()} AS liability,
    ${sum('credit_earned', 'till_sales')} - ${taken('till')} AS till,
    ${moved(`${GIVEN} AND ${OF.web}`)} - ${taken('web')} AS shop,
    ${moved(`NOT (t.reason IN ('earn', 'earn_pending', 'spend') AND ${OF.till})
      AND NOT ((t.reason = 'spend' OR ${GIVEN}) AND ${OF.web})`)} AS other`

/** The sums as they are now, in Rial. */
export async function bookSums(client: Client): Promise<BookSums> {
  const answer = await client.rawQuery(SUMS)
  const [row] = (client.dialect.name === 'mysql' ? answer[0] : answer) as Record<string, unknown>[]
  const [till, shop, other] = [Number(row.till), Number(row.shop), Number(row.other)]
  return {
    lots: Number(row.lots),
    balances: Number(row.balances),
    liability: Number(row.liability),
    doors: till + shop + other,
    till,
    shop,
    other,
  }
}
