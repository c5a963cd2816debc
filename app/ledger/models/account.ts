import { AccountSchema } from '#database/schema'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { changed, isDuplicate, sqlTime, type Client, type Trx } from '#app/core/sql'

/** What a member has: a running balance is kept, and it is the guard. */
export const MEMBER_ACCOUNTS = [
  'member_credit',
  'member_pending',
  'member_debt',
  'member_cash',
] as const

/** The house's side: no running balance, so that no row is hot for everybody; summed by query. */
export const HOUSE_ACCOUNTS = [
  'house_credit_given',
  'house_credit_spent',
  'house_breakage',
  'house_adjustment',
  'house_cash_in',
  'house_cash_spent',
  'house_cash_out',
] as const

export type MemberAccount = (typeof MEMBER_ACCOUNTS)[number]
export type HouseAccount = (typeof HOUSE_ACCOUNTS)[number]
export type AccountKind = MemberAccount | HouseAccount

/** As much of an account as is needed to move value; a wallet knows it without asking. */
export interface Party {
  id: number
  kind: AccountKind
}

export default class Account extends AccountSchema {
  static table = 'accounts'
  declare kind: AccountKind

  static isMemberKind(kind: AccountKind): kind is MemberAccount {
    return kind.startsWith('member_')
  }

  /** What the customer owes the house: it grows when it is debited, all others when credited. */
  static isOwed(kind: AccountKind): boolean {
    return kind === 'member_debt'
  }

  /** The account of a customer, opened on first use. */
  static memberAccount(kind: MemberAccount, customerId: number, trx: Trx): Promise<Account> {
    return Account.#named(`${kind}:${customerId}`, { kind, customerId }, trx)
  }

  /** The house's account of a branch, or of the web when there is none; opened on first use. */
  static house(kind: HouseAccount, branchId: number | null, trx: Trx): Promise<Account> {
    return Account.#named(`${kind}:${branchId ?? 'web'}`, { kind, branchId }, trx)
  }

  /** Two who open the same account at once meet at its UNIQUE name. */
  static async #named(name: string, row: Partial<Account>, trx: Trx): Promise<Account> {
    const find = () => Account.query({ client: trx }).where('name', name)
    const known = await find().first()
    if (known) return known
    try {
      await trx
        .insertQuery()
        .table('accounts')
        .insert({
          name,
          kind: row.kind,
          customer_id: row.customerId ?? null,
          branch_id: row.branchId ?? null,
          created_at: sqlTime(clock.now()),
        })
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
    return find().firstOrFail()
  }

  /** Locks accounts in id order, by writing: SQLite ignores FOR UPDATE. */
  static async lock(ids: readonly number[], trx: Trx): Promise<void> {
    for (const id of [...ids].sort((a, b) => a - b)) {
      await changed(
        trx
          .from('accounts')
          .where('id', id)
          .update({ held: trx.raw('held + 0') })
      )
    }
  }

  /** What may be spent of an account now, in Rial. */
  static async availableOf(id: number, client: Client): Promise<Rial> {
    const row = await client.from('accounts').where('id', id).select('available').first()
    return Number(row?.available ?? 0)
  }
}
