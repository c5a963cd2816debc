import type { DateTime } from 'luxon'
import { WalletSchema } from '#database/schema'
import type { Actor, DocumentRef } from '#app/core/actor'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { modelOf } from '#app/core/rows'
import { isDuplicate, sqlTime, type Client, type Trx } from '#app/core/sql'
import { rowOf, rowsOf } from '#app/core/statement'
import { drawLots } from '#app/ledger/draws'
import { placeHold, postHold, voidHold } from '#app/ledger/holds'
import { openLot, voidPendingLots } from '#app/ledger/lots'
import Account, { type Party } from '#app/ledger/models/account'
import type Lot from '#app/ledger/models/lot'
import { transfer } from '#app/ledger/transfer'
import { settings } from '#app/people/models/setting'
import { endOfCredit } from '#app/club/validity'
import { type Arrival, payDebt } from '#app/club/debts'

/** Whose branch, chain and hand a movement of credit belongs to. */
export interface Circumstances {
  branchId?: number | null
  caseId?: number | null
  by: Actor
}

export interface Earning extends Circumstances {
  /** Rial, above zero. */
  amount: Rial
  rule: string
  /** What the rule was computed from; shown as «چرا این عدد؟». */
  why: Record<string, unknown>
  source: DocumentRef
  /** Until when it waits (distance sales); absent when it may be spent at once. */
  pendingUntil?: DateTime | null
  /**
   * Absent: the house's validity, counted from when it may be spent. Null: never, but for credit
   * that waits, which gets the house's validity when its time has come.
   */
  expiresAt?: DateTime | null
}

/** What a member has, in Rial. */
export interface Balances {
  available: Rial
  held: Rial
  pending: Rial
}

/** Both pockets of a wallet, in Rial: gift credit as `Balances`, and real money. */
export interface Pockets extends Balances {
  cash: Rial
  cashHeld: Rial
}

/** A customer's pockets: gift credit that may be spent, is put aside or waits, and real money. */
export default class Wallet extends WalletSchema {
  static table = 'wallets'

  /** The customer's wallet, opened on first use. */
  static async of(customerId: number, trx: Trx): Promise<Wallet> {
    return (await Wallet.existing(customerId, trx)) ?? Wallet.#open(customerId, trx)
  }

  /** The wallet for a page that only looks: null when it was never opened. */
  static existing(customerId: number, client?: Client): Promise<Wallet | null> {
    return Wallet.#find(customerId, client)
  }

  /** What a customer's wallet has, in Rial, for a page that only looks; null when it was never opened. */
  static pocketsOf(customerId: number, client?: Client): Promise<Pockets | null> {
    return rowOf<Pockets>(
      `SELECT c.available, c.held, p.available AS pending,
         COALESCE(m.available, 0) AS cash, COALESCE(m.held, 0) AS cashHeld
       FROM wallets w JOIN accounts c ON c.id = w.credit_account_id
       JOIN accounts p ON p.id = w.pending_account_id
       LEFT JOIN accounts m ON m.id = w.cash_account_id
       WHERE w.customer_id = ?`,
      [customerId],
      client
    )
  }

  static async #find(customerId: number, client?: Client): Promise<Wallet | null> {
    const row = await rowOf('SELECT * FROM wallets WHERE customer_id = ?', [customerId], client)
    return row && modelOf(Wallet, row)
  }

  static async #open(customerId: number, trx: Trx): Promise<Wallet> {
    const credit = await Account.memberAccount('member_credit', customerId, trx)
    const pending = await Account.memberAccount('member_pending', customerId, trx)
    try {
      await trx
        .insertQuery()
        .table('wallets')
        .insert({
          customer_id: customerId,
          credit_account_id: credit.id,
          pending_account_id: pending.id,
          created_at: sqlTime(clock.now()),
        })
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
    return (await Wallet.#find(customerId, trx))!
  }

  get credit(): Party {
    return { id: this.creditAccountId, kind: 'member_credit' }
  }

  get pending(): Party {
    return { id: this.pendingAccountId, kind: 'member_pending' }
  }

  /** The pocket of real money. @throws Error when there never was any: see `openCash` */
  get cash(): Party {
    if (this.cashAccountId === null) throw new Error(`Wallet ${this.id} has no real money`)
    return { id: this.cashAccountId, kind: 'member_cash' }
  }

  /** The pocket of real money, opened on first use. */
  async openCash(trx: Trx): Promise<Party> {
    if (this.cashAccountId !== null) return this.cash
    const { id } = await Account.memberAccount('member_cash', this.customerId, trx)
    await trx.from('wallets').where('id', this.id).update({ cash_account_id: id })
    this.cashAccountId = id
    return this.cash
  }

  /** Balances of gift credit as they are now, in Rial. */
  async balances(client?: Client): Promise<Balances> {
    const { available, held, pending } = await this.pockets(client)
    return { available, held, pending }
  }

  /** Both pockets as they are now, in Rial; one statement. */
  async pockets(client?: Client): Promise<Pockets> {
    const { creditAccountId, pendingAccountId, cashAccountId } = this
    const accounts = await rowsOf<{ id: number; available: Rial; held: Rial }>(
      'SELECT id, available, held FROM accounts WHERE id IN (?, ?, ?)',
      [creditAccountId, pendingAccountId, cashAccountId ?? 0],
      client ?? this.$trx
    )
    const of = (id: number | null) => accounts.find((account) => account.id === id)
    const [credit, cash] = [of(creditAccountId)!, of(cashAccountId)]
    return {
      available: credit.available,
      held: credit.held,
      pending: of(pendingAccountId)!.available,
      cash: cash?.available ?? 0,
      cashHeld: cash?.held ?? 0,
    }
  }

  /** Credit given by the house: at once, or waiting until the buyer can no longer withdraw. */
  async earn(earning: Earning, trx: Trx): Promise<Lot> {
    const { amount, source, by, branchId = null, caseId = null, pendingUntil = null } = earning
    const from = await Account.house('house_credit_given', branchId, trx)
    const to = pendingUntil ? this.pending : this.credit
    const reason = pendingUntil ? 'earn_pending' : 'earn'
    const expiresAt = await expiryOf(earning, trx)
    await transfer({ from, to, amount, reason, about: source, caseId, branchId, by }, trx)

    const { rule, why } = earning
    const { customerId } = this
    const lot = await openLot(
      {
        account: to,
        customerId,
        amount,
        rule,
        why,
        source,
        branchId,
        caseId,
        pendingUntil,
        expiresAt,
      },
      trx
    )
    if (!pendingUntil) await this.payDebt({ about: source, caseId, branchId }, trx)
    return lot
  }

  /** What has just become available pays first what the member owes. @returns Rial paid */
  payDebt(arrival: Omit<Arrival, 'customerId' | 'credit'>, trx: Trx): Promise<Rial> {
    return payDebt({ customerId: this.customerId, credit: this.credit, ...arrival }, trx)
  }

  /**
   * Puts credit aside for a document.
   * @throws Refusal `not_enough_credit` with field `credit` and what is available
   */
  hold(order: { amount: Rial; for: DocumentRef; branchId?: number | null; by: Actor }, trx: Trx) {
    return placeHold({ account: this.credit, amount: order.amount, for: order.for }, trx)
  }

  /** The held credit is spent. @throws Refusal `hold_closed` (409) @returns id of the transfer */
  async postHold(
    holdId: number,
    spend: Circumstances & { about: DocumentRef },
    trx: Trx
  ): Promise<number> {
    const to = await Account.house('house_credit_spent', spend.branchId ?? null, trx)
    return postHold({ account: this.credit, holdId, to, ...spend }, trx)
  }

  /** The held credit may be spent again. @throws Refusal `hold_closed` (409) @returns Rial */
  async voidHold(holdId: number, trx: Trx): Promise<Rial> {
    const amount = await voidHold(holdId, this.credit, trx)
    await this.payDebt({ about: { type: 'hold', id: holdId } }, trx)
    return amount
  }

  /** Spends at once, as a till does. @throws Refusal `not_enough_credit` @returns id of the transfer */
  async spend(
    { amount, ...rest }: Circumstances & { amount: Rial; about: DocumentRef },
    trx: Trx
  ): Promise<number> {
    const to = await Account.house('house_credit_spent', rest.branchId ?? null, trx)
    const transferId = await transfer(
      { from: this.credit, to, amount, reason: 'spend', ...rest },
      trx
    )
    await drawLots({ accountId: this.creditAccountId, amount, of: { transferId } }, trx)
    return transferId
  }

  /** Takes back what still waits of a document's credit. @returns what was taken back, in Rial */
  voidPending(source: DocumentRef, by: Actor, trx: Trx): Promise<Rial> {
    return voidPendingLots({ account: this.pending, source, by }, trx)
  }
}

async function expiryOf({ expiresAt, pendingUntil }: Earning, trx: Trx): Promise<DateTime | null> {
  if (expiresAt !== undefined) return expiresAt
  return pendingUntil ? null : creditExpiry(clock.now(), trx)
}

/** When credit that may be spent from `from` on ends, as the house decided. */
export async function creditExpiry(from: DateTime, trx: Trx): Promise<DateTime> {
  const months = await settings.get('creditValidMonths', trx)
  return endOfCredit(from, { ...(await settings.get('creditEnd', trx)), months })
}
