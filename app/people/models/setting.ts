import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { type Client, isDuplicate, sqlTime, type Trx } from '#app/core/sql'
import { ShortCache } from '#app/people/short_cache'
import { SettingSchema } from '#database/schema'

/** What the house decides about itself, with what holds until it decides otherwise. Money in Rial. */
export const SETTINGS = {
  /** Freight of one order, and the goods total (net of VAT) from which it is free. */
  freight: { flat: 600_000, freeFrom: 20_000_000 },
  preInvoice: { validDays: 3 },
  /**
   * Goods at the checkout: minutes for which they are kept (once as many more), the most pieces of one
   * kind for a customer and for a visitor, kinds in one hold, and holds in 24 hours of one customer and
   * of all visitors of one network.
   */
  checkoutHold: {
    minutes: 20,
    pieces: 20,
    visitorPieces: 3,
    kinds: 30,
    perCustomer: 6,
    perAddress: 6,
  },
  /** Right of withdrawal of a distance sale, article 37 of the e-commerce law. */
  pendingWorkingDays: 7,
  creditValidMonths: 12,
  /** How gift credit ends: so many months each (`rolling`), with the next season, or on one day. */
  creditEnd: {
    way: 'rolling' as 'rolling' | 'season' | 'date',
    day: null as { year: number; month: number; day: number } | null,
  },
  /** Which pocket of a wallet pays first: gift credit or real money (`cash_first`). */
  drawOrder: { first: 'gift_first' as 'gift_first' | 'cash_first' },
  /** How much real money may be put into a wallet at a time, and the amounts that are offered. */
  topUp: {
    min: 500_000,
    max: 500_000_000,
    offered: [2_000_000, 5_000_000, 10_000_000, 20_000_000],
  },
  /** Money that goes back to a member: the least at a time; above `alone` two persons pay it. */
  payout: { min: 500_000, alone: 20_000_000 },
  tillCreditAvailableAtOnce: true,
  /** Whether VAT, freight and the part that credit paid count for what a bill earns. */
  earning: { vat: false, freight: false, credit: false },
  /** What earn rules may cost of the members' sales, how many buyers are to reach a reward, how soon. */
  earningPace: { mostCostBasisPoints: 1000, leastReachBasisPoints: 2500, mostDays: 45 },
  /** First digits of the club's card numbers; no bank's begin so. */
  cardPrefix: '7777',
  /** Credit that a role may change by hand alone, in a day for one customer; above it two persons. */
  adjustAlone: { branch_manager: 2_000_000, manager: 2_000_000, administrator: 2_000_000 },
  /**
   * By which purchases tiers are judged: of the Jalali `year`, or of the last so many Jalali `months`;
   * who does not keep his tier falls one `step` or to the `level` of his purchases, after days of grace.
   */
  tierReview: {
    window: 'year' as 'year' | 'months',
    months: 12,
    down: 'level' as 'level' | 'step',
    graceDays: 15,
  },
  /** So many levels above a member's own the head of a branch may give by hand; the house any. */
  tierByHand: { levels: 1 },
  /** What who has no right to large returns may take back: Rial in one return, and days after the sale. */
  returnAlone: { amount: 100_000_000, days: 30 },
  /** Working minutes in which a ticket is to be answered. */
  ticketMinutes: 10,
  /** From so few sellable pieces on a variant is low, unless it has a threshold of its own. */
  lowStockPieces: 3,
  /** A remittance is picked only by scanning its goods; else the keeper may also say that he has all. */
  scanToPick: false,
}
export type Settings = typeof SETTINGS
export type SettingKey = keyof Settings

export default class Setting extends SettingSchema {
  static table = 'settings'
}

const stored = new ShortCache(async (client): Promise<Map<string, unknown>> => {
  const rows = await client.from('settings').select('key', 'value')
  return new Map(rows.map(({ key, value }) => [String(key), parsed(value)]))
})

/** MariaDB gives JSON as text, MySQL as a value. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value
}

const isGroup = (value: unknown): value is object => typeof value === 'object' && value !== null

export const settings = {
  /** A decision as it stands, at most 5 seconds old. In a transaction hand over its `trx`. */
  async get<K extends SettingKey>(key: K, client?: Client): Promise<Settings[K]> {
    const decided = await stored.get(client)
    const kept = decided.get(key)
    const standard: Settings[K] = SETTINGS[key]
    if (kept === undefined) return standard
    return (isGroup(standard) && isGroup(kept) ? { ...standard, ...kept } : kept) as Settings[K]
  },

  async set<K extends SettingKey>(
    key: K,
    value: Settings[K],
    client: Trx | Client = db.connection()
  ) {
    const row = { value: JSON.stringify(value), updated_at: sqlTime(clock.now()) }
    try {
      await client
        .insertQuery()
        .table('settings')
        .insert({ key, ...row })
    } catch (error) {
      if (!isDuplicate(error)) throw error
      await client.from('settings').where({ key }).update(row)
    }
    stored.forget()
  },
}
