import type { DateTime } from 'luxon'
import db from '@adonisjs/lucid/services/db'
import { SYSTEM, type DocumentRef } from '#app/core/actor'
import { jalaliParts } from '#app/core/jalali'
import { MOST_BREACHES } from '#app/core/law'
import type { Rial } from '#app/core/money'
import { sqlTime, type Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { clock } from '#app/core/clock'
import { openTierRun } from '#app/club/actions/open_tier_run'
import { setManualTier } from '#app/club/actions/set_manual_tier'
import { steerTierRun } from '#app/club/actions/steer_tier_run'
import { workTierRun } from '#app/club/actions/work_tier_run'
import { saveBenefit } from '#app/club/actions/save_benefit'
import { planTiers } from '#app/club/actions/plan_tiers'
import { joinClub } from '#app/club/actions/join_club'
import { ensureDefaultTiers } from '#app/club/default_tiers'
import Member from '#app/club/models/member'
import Tier, { termsOf } from '#app/club/models/tier'
import Wallet from '#app/club/models/wallet'
import type { PlannedTier } from '#app/club/tier_rules'
import { laws as clubLaws } from '#app/club/laws'
import { laws as ledgerLaws } from '#app/ledger/laws'
import Account from '#app/ledger/models/account'
import { transfer } from '#app/ledger/transfer'
import { given } from '#tests/support/given'

/* Members and their credit, made by the real verbs. Amounts in Rial. */

let documents = 0
let tiersMade = 0

/** A document that something is about: of a kind that no step has, so that it meets no other. */
export const someDocument = (): DocumentRef => ({ type: 'story', id: ++documents })

export interface StoryMember {
  customerId: number
  mobile: string
  member: Member
  wallet: Wallet
}

/** One member of gold who bought nothing, and the run that found it out. */
async function preparedRun(by: { kind: 'staff'; id: number }) {
  const lowest = await Tier.lowest()
  await db.from('members').update({ tier_id: lowest.id })
  await db.from('customer_purchases').delete()
  await db.from('manual_tiers').update({ active_key: null })
  await givenClub.member({ tier: 'gold' })
  const runId = await givenClub.tierRun(by)
  while (await workTierRun(runId));
  return runId
}

/** The ladder as it is, as a plan. */
async function asLadder(): Promise<PlannedTier[]> {
  await ensureDefaultTiers(db.connection())
  const ladder = await Tier.ladder()
  return ladder.map((tier) => ({ ...termsOf(tier), tierId: tier.id, to: null }))
}

export const givenClub = {
  tiers: () => ensureDefaultTiers(db.connection()),

  /** A member of a tier, with so much credit that may be spent. */
  async member(row: { credit?: Rial; tier?: string; mobile?: string } = {}): Promise<StoryMember> {
    await ensureDefaultTiers(db.connection())
    const customer = await given.customer({ mobile: row.mobile })
    const member = await joinClub({ customerId: customer.id, source: 'web', by: SYSTEM })
    if (row.tier) {
      const tier = await Tier.findByOrFail('code', row.tier)
      await member.merge({ tierId: tier.id }).save()
      await member.load('tier')
    }
    const wallet = (await Wallet.existing(customer.id))!
    if (row.credit) await givenClub.credit(wallet, row.credit)
    return { customerId: customer.id, mobile: customer.mobile, member, wallet }
  },

  /** A change of tiers that waits for next week. @returns its id */
  async waitingPlan(by: { kind: 'staff'; id: number }) {
    const tiers = await asLadder()
    tiers[1].maxShareBasisPoints = tiers[1].maxShareBasisPoints === 9000 ? 8000 : 9000
    const startsOn = jalaliParts(clock.now().plus({ days: 7 }))
    const { planId } = await planTiers({
      tiers,
      startsOn,
      note: null,
      by,
      key: `${Math.random()}key-of-a-plan`,
    })
    return planId
  },

  /** A new tier just below gold, from now on. */
  async tierBelowGold(by: { kind: 'staff'; id: number }): Promise<Tier> {
    const ladder = await asLadder()
    const place = ladder.findIndex(({ nameEn }) => nameEn === 'Gold')
    const names = { nameFa: `فیروزه ${++tiersMade}`, nameEn: `Turquoise ${tiersMade}` }
    const threshold = ladder[place - 1].threshold + 10_000_000
    const fresh = { ...ladder[place - 1], ...names, tierId: null, threshold }
    const tiers = ladder.toSpliced(place, 0, fresh)
    await planTiers({ tiers, startsOn: null, note: null, by, key: `${Math.random()}key-of-a-plan` })
    return Tier.query().whereNull('ended_at').where('name_en', names.nameEn).firstOrFail()
  },

  /** Tiers that end with a plan: at once, or in so many days. */
  async endTiers(
    leaving: readonly number[],
    by: { kind: 'staff'; id: number },
    { days = 0, key = `${Math.random()}key-of-a-plan` } = {}
  ) {
    const ladder = await asLadder()
    const tiers = ladder.filter(({ tierId }) => !leaving.includes(tierId!))
    const startsOn = jalaliParts(clock.now().plus({ days }))
    return planTiers({ tiers, leaving, startsOn, note: null, by, key })
  },

  /** A re-evaluation of tiers that has just begun; the one before is put away. @returns its id */
  async tierRun(by: { kind: 'staff'; id: number }) {
    await db.from('tier_runs').update({ open_key: null })
    const lastDay = jalaliParts(clock.now().minus({ days: 1 }))
    const { runId } = await openTierRun({ lastDay, by, key: `${Math.random()}key-of-a-run` })
    return runId
  },

  /** A re-evaluation that is about to lower one member of gold and nobody else. @returns its id */
  async movingRun(by: { kind: 'staff'; id: number }) {
    const runId = await preparedRun(by)
    await db
      .from('tier_runs')
      .where('id', runId)
      .update({ due_at: sqlTime(clock.now()), total: 1 })
    await steerTierRun({ runId, move: 'start', by })
    return runId
  },

  /** A re-evaluation that is about to tell one member of gold and nobody else. @returns its id */
  async tellingRun(by: { kind: 'staff'; id: number }) {
    const runId = await preparedRun(by)
    await db.from('tier_runs').where('id', runId).update({ total: 1 })
    await steerTierRun({ runId, move: 'notice', by })
    return runId
  },

  /** A benefit that tiers give so often a month. @returns its id */
  async benefit(uses: Record<string, number>, by: { kind: 'staff'; id: number }) {
    const name = `مزیت ${Math.random()}`
    const what = { nameFa: name, nameEn: name, period: 'month' as const, active: true }
    const { benefitId } = await saveBenefit({ benefitId: null, ...what, uses, by })
    return benefitId
  },

  /** A tier by hand for a month: the one that the member has. */
  async manualTier(customerId: number, by: { kind: 'staff'; id: number }) {
    const member = await Member.of(customerId)
    const lastDay = jalaliParts(clock.now().plus({ days: 30 }))
    const gift = { customerId, tierId: member!.tierId, lastDay, reason: 'مهمان ویژه' }
    await setManualTier({ ...gift, by, key: `${Math.random()}key-of-a-tier` })
  },

  /** Credit from a purchase: at once, or pending until a moment. */
  credit(
    wallet: Wallet,
    amount: Rial,
    of: {
      pendingUntil?: DateTime
      expiresAt?: DateTime | null
      source?: DocumentRef
      branchId?: number
    } = {}
  ) {
    const source = of.source ?? someDocument()
    const earning = { amount, rule: 'story', why: {}, source, by: SYSTEM, ...of }
    return transaction((trx) => wallet.earn(earning, trx))
  },

  /** Real money in the wallet's other pocket. */
  cash: (wallet: Wallet, amount: Rial) =>
    transaction(async (trx) => {
      const from = await Account.house('house_cash_in', null, trx)
      const to = await wallet.openCash(trx)
      const move = { from, to, amount, reason: 'top_up' as const, about: someDocument() }
      await transfer({ ...move, by: SYSTEM }, trx)
    }),

  hold: (wallet: Wallet, amount: Rial) =>
    transaction((trx) => wallet.hold({ amount, for: someDocument(), by: SYSTEM }, trx)),

  spend: (wallet: Wallet, amount: Rial, outer?: Trx) =>
    transaction((trx) => wallet.spend({ amount, about: someDocument(), by: SYSTEM }, trx), outer),

  post: (wallet: Wallet, holdId: number) =>
    transaction((trx) => wallet.postHold(holdId, { about: someDocument(), by: SYSTEM }, trx)),

  void: (wallet: Wallet, holdId: number) => transaction((trx) => wallet.voidHold(holdId, trx)),
}

/** Every breach of the laws of value, as lines; an empty list when the books agree. */
export async function breaches(): Promise<string[]> {
  const lines: string[] = []
  for (const law of [...ledgerLaws, ...clubLaws]) {
    const found = await law.check(db.connection())
    for (const breach of found.slice(0, MOST_BREACHES)) {
      lines.push(`${law.name}: ${breach.where} expected ${breach.expected}, found ${breach.found}`)
    }
  }
  return lines
}

/** Rows and sums of every table that holds value: the same before and after what was refused. */
export async function valueTables(): Promise<Record<string, number>> {
  const sums: Record<string, string> = {
    accounts: 'SUM(available) + 2 * SUM(held)',
    transfers: 'SUM(amount)',
    holds: "SUM(CASE state WHEN 'held' THEN amount ELSE 0 END)",
    lots: 'SUM(remaining) + 2 * SUM(lapsed)',
    lot_draws: 'SUM(CASE WHEN returned_at IS NULL THEN amount ELSE 0 END)',
    crm_records: 'SUM(amount)',
    outgoing_messages: 'COUNT(*)',
    members: 'COUNT(*)',
    cards: 'COUNT(*)',
    wallets: 'COUNT(*)',
  }
  const totals: Record<string, number> = {}
  for (const [table, sum] of Object.entries(sums)) {
    const row = await db
      .from(table)
      .select(db.raw(`COUNT(*) AS n, ${sum} AS total`))
      .first()
    totals[`${table} rows`] = Number(row.n)
    totals[`${table} total`] = Number(row.total ?? 0)
  }
  return totals
}
