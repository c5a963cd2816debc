import db from '@adonisjs/lucid/services/db'
import { AccountSchema } from '#database/schema'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { modelOf } from '#app/core/rows'
import { isDuplicate, sqlTime, type Client, type Trx } from '#app/core/sql'
import { execute, insert, marks, rowOf } from '#app/core/statement'
import { afterCommit } from '#app/core/transaction'

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

/** Accounts that one statement of a sweep locks. */
const TOGETHER = 100

const lookedUp = new WeakMap<object, Map<string, number>>()

/** Ids of house accounts by name, for the database that is open now. */
function houseAccounts(): Map<string, number> {
  const connection = db.manager.get(db.primaryConnectionName)!.connection!
  let ids = lookedUp.get(connection)
  if (!ids) lookedUp.set(connection, (ids = new Map()))
  return ids
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

  /**
   * The house's account of a branch, or of the web when there is none; opened on first use. They
   * are few and stay for ever, so each is looked up once: after the commit of whoever saw it.
   */
  static async house(kind: HouseAccount, branchId: number | null, trx: Trx): Promise<Party> {
    const name = `${kind}:${branchId ?? 'web'}`
    const known = houseAccounts()
    const id = known.get(name)
    if (id) return { id, kind }
    const account = await Account.#named(name, { kind, branchId }, trx)
    afterCommit(trx, () => void known.set(name, account.id))
    return account
  }

  /** Two who open the same account at once meet at its UNIQUE name. */
  static async #named(name: string, row: Partial<Account>, trx: Trx): Promise<Account> {
    const find = () => rowOf('SELECT * FROM accounts WHERE name = ?', [name], trx)
    const known = await find()
    if (known) return modelOf(Account, known)
    try {
      const { kind, customerId, branchId } = row
      const since = sqlTime(clock.now())
      await insert(
        'accounts',
        { name, kind, customer_id: customerId, branch_id: branchId, created_at: since },
        trx
      )
    } catch (error) {
      if (!isDuplicate(error)) throw error
    }
    return modelOf(Account, (await find())!)
  }

  /** Locks accounts in id order, by writing: SQLite ignores FOR UPDATE. */
  static async lock(ids: readonly number[], trx: Trx): Promise<void> {
    for (const id of [...ids].sort((a, b) => a - b)) {
      await execute('UPDATE accounts SET held = held + 0 WHERE id = ?', [id], trx)
    }
  }

  /** The same for sweeps, some hundred accounts in a few statements, each of them in id order. */
  static async lockMany(ids: readonly number[], trx: Trx): Promise<void> {
    const inOrder = [...ids].sort((a, b) => a - b)
    for (let start = 0; start < inOrder.length; start += TOGETHER) {
      const some = inOrder.slice(start, start + TOGETHER)
      await execute(
        `UPDATE accounts SET held = held + 0 WHERE id IN (${marks(some.length)})`,
        some,
        trx
      )
    }
  }

  /** What may be spent of an account now, in Rial. */
  static async availableOf(id: number, client: Client): Promise<Rial> {
    const row = await rowOf('SELECT available FROM accounts WHERE id = ?', [id], client)
    return Number(row?.available ?? 0)
  }
}
