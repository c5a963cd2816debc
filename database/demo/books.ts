import type { Rial } from '#app/core/money'
import type { HouseAccount } from '#app/ledger/models/account'
import type { TransferReason } from '#app/ledger/transfer'
import type { Bulk, Row, Stored } from '#database/demo/bulk'
import { stamp } from '#database/demo/times'
import type { DemoMember, DemoPerson, Doer, OpenLot } from '#database/demo/world'

type AccountRow = Stored

/** Where a movement of credit belongs, and by whom and when it is made. */
export interface Movement {
  at: number
  about: { type: string; id: number }
  caseId: number | null
  branchId: number | null
  by: Doer
}

/**
 * The ledger in memory: the same rows that the real one writes, for a history that is inserted.
 * The laws are checked over it afterwards.
 */
export class Books {
  readonly #houses = new Map<string, AccountRow>()

  constructor(
    readonly bulk: Bulk,
    readonly openedAt: number
  ) {}

  openMemberAccount(kind: 'member_credit' | 'member_pending', customerId: number, at: number) {
    return this.#open(
      `${kind}:${customerId}`,
      { kind, customer_id: customerId, branch_id: null },
      at
    )
  }

  #open(name: string, row: Row, at: number): AccountRow {
    const balances = { available: 0, held: 0 }
    return this.bulk.row('accounts', {
      name,
      unit: 'IRR',
      ...row,
      ...balances,
      created_at: stamp(at),
    })
  }

  #house(kind: HouseAccount, branchId: number | null): AccountRow {
    const name = `${kind}:${branchId ?? 'web'}`
    let account = this.#houses.get(name)
    if (!account) {
      account = this.#open(name, { kind, customer_id: null, branch_id: branchId }, this.openedAt)
      this.#houses.set(name, account)
    }
    return account
  }

  /** Credit for a document: at once, or waiting until `pendingUntil`. */
  earn(
    person: DemoPerson,
    lot: Movement & {
      amount: Rial
      rule: string
      why: Record<string, unknown>
      pendingUntil: number | null
      expiresAt: number | null
    }
  ): Stored {
    const member = memberOf(person)
    const account = lot.pendingUntil ? member.pending : member.credit
    const reason = lot.pendingUntil ? 'earn_pending' : 'earn'
    this.#transfer(
      this.#house('house_credit_given', lot.branchId),
      account,
      lot.amount,
      reason,
      lot
    )
    account.available = Number(account.available) + lot.amount
    const row = this.bulk.row('lots', lotRow(person, account.id, lot))
    if (lot.expiresAt) keepLot(member, { row, expiresAt: lot.expiresAt })
    return row
  }

  /** The waiting is over. */
  mature(person: DemoPerson, row: Stored, expiresAt: number, at: number, by: Doer) {
    const member = memberOf(person)
    const amount = Number(row.amount)
    this.#transfer(member.pending, member.credit, amount, 'mature', movementOf(row, at, by))
    member.pending.available = Number(member.pending.available) - amount
    member.credit.available = Number(member.credit.available) + amount
    row.state = 'available'
    row.account_id = member.credit.id
    row.available_at = stamp(at)
    row.expires_at = stamp(expiresAt)
    keepLot(member, { row, expiresAt })
  }

  /** What is left of a lot goes back to the house. @returns Rial; 0 when nothing was left */
  expire(person: DemoPerson, row: Stored, at: number, by: Doer): Rial {
    const member = memberOf(person)
    const left = Number(row.remaining)
    if (left === 0) return 0
    member.lots = member.lots.filter((open) => open.row !== row)
    const to = this.#house('house_breakage', branchOf(row))
    this.#transfer(member.credit, to, left, 'expire', movementOf(row, at, by))
    member.credit.available = Number(member.credit.available) - left
    row.remaining = 0
    row.lapsed = left
    row.state = 'expired'
    return left
  }

  /** Spends at once, as a till does. */
  spend(person: DemoPerson, amount: Rial, movement: Movement) {
    const member = memberOf(person)
    const to = this.#house('house_credit_spent', movement.branchId)
    const transferId = this.#transfer(member.credit, to, amount, 'spend', movement)
    member.credit.available = Number(member.credit.available) - amount
    this.#draw(member, amount, { transfer_id: transferId, hold_id: null }, movement.at)
  }

  /** Puts credit aside for a document. */
  hold(person: DemoPerson, amount: Rial, document: { type: string; id: number }, at: number) {
    const member = memberOf(person)
    const hold = this.bulk.row('holds', {
      account_id: member.credit.id,
      amount,
      state: 'held',
      for_type: document.type,
      for_id: document.id,
      created_at: stamp(at),
      closed_at: null,
    })
    member.credit.available = Number(member.credit.available) - amount
    member.credit.held = Number(member.credit.held) + amount
    this.#draw(member, amount, { transfer_id: null, hold_id: hold.id }, at)
    return hold
  }

  /** The held credit is spent. */
  postHold(person: DemoPerson, hold: Stored, movement: Movement) {
    const member = memberOf(person)
    const amount = Number(hold.amount)
    const to = this.#house('house_credit_spent', movement.branchId)
    this.#transfer(member.credit, to, amount, 'spend', movement, hold.id)
    member.credit.held = Number(member.credit.held) - amount
    hold.state = 'posted'
    hold.closed_at = stamp(movement.at)
  }

  #draw(member: DemoMember, amount: Rial, of: Row, at: number) {
    let left = amount
    while (left > 0) {
      const lot = member.lots[0]
      if (!lot) throw new Error(`Member ${member.id} lacks ${left} Rial in lots`)
      const taken = Math.min(left, Number(lot.row.remaining))
      lot.row.remaining = Number(lot.row.remaining) - taken
      if (lot.row.remaining === 0) {
        lot.row.state = 'spent'
        member.lots.shift()
      }
      const draw = { lot_id: lot.row.id, ...of, amount: taken }
      this.bulk.add('lot_draws', { ...draw, created_at: stamp(at), returned_at: null })
      left -= taken
    }
  }

  #transfer(
    from: AccountRow,
    to: AccountRow,
    amount: Rial,
    reason: TransferReason,
    movement: Movement,
    holdId: number | null = null
  ): number {
    return this.bulk.add('transfers', {
      debit_account_id: from.id,
      credit_account_id: to.id,
      amount,
      reason,
      hold_id: holdId,
      about_type: movement.about.type,
      about_id: movement.about.id,
      case_id: movement.caseId,
      branch_id: movement.branchId,
      actor_kind: movement.by.kind,
      actor_id: movement.by.id,
      created_at: stamp(movement.at),
    })
  }
}

export function memberOf(person: DemoPerson): DemoMember {
  if (!person.member) throw new Error(`Customer ${person.id} is no member`)
  return person.member
}

/** What may be spent now, in Rial. */
export const availableOf = (person: DemoPerson) => Number(person.member?.credit.available ?? 0)

function keepLot(member: DemoMember, lot: OpenLot) {
  member.lots.push(lot)
  member.lots.sort((a, b) => a.expiresAt - b.expiresAt || a.row.id - b.row.id)
}

const branchOf = (lot: Row) => (lot.branch_id === null ? null : Number(lot.branch_id))

/** What a transfer says about the lot it moves. */
function movementOf(lot: Row, at: number, by: Doer): Movement {
  return {
    at,
    about: { type: String(lot.source_type), id: Number(lot.source_id) },
    caseId: lot.case_id === null ? null : Number(lot.case_id),
    branchId: branchOf(lot),
    by,
  }
}

function lotRow(
  person: DemoPerson,
  accountId: number,
  lot: Parameters<Books['earn']>[1]
): Record<string, string | number | null> {
  const at = stamp(lot.at)
  return {
    account_id: accountId,
    customer_id: person.id,
    amount: lot.amount,
    remaining: lot.amount,
    lapsed: 0,
    state: lot.pendingUntil ? 'pending' : 'available',
    rule: lot.rule,
    why: JSON.stringify(lot.why),
    source_type: lot.about.type,
    source_id: lot.about.id,
    branch_id: lot.branchId,
    case_id: lot.caseId,
    earned_at: at,
    pending_until: lot.pendingUntil && stamp(lot.pendingUntil),
    available_at: lot.pendingUntil ? null : at,
    expires_at: lot.expiresAt && stamp(lot.expiresAt),
    created_at: at,
  }
}
