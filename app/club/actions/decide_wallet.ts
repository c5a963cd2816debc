import type { Actor } from '#app/core/actor'
import { clock } from '#app/core/clock'
import { isJalaliDay } from '#app/core/jalali'
import { Refusal } from '#app/core/refusal'
import type { Rial } from '#app/core/money'
import type { Trx } from '#app/core/sql'
import { transaction } from '#app/core/transaction'
import { audit } from '#app/people/models/audit'
import { assertUsual } from '#app/core/unusual'
import { settings, type Settings } from '#app/people/models/setting'
import { endOfDay } from '#app/club/validity'

/** What the house decides about wallets; money in Rial. */
export type WalletRules = Pick<
  Settings,
  'creditEnd' | 'creditValidMonths' | 'drawOrder' | 'payout' | 'topUp'
>

export const WALLET_SETTINGS = [
  'creditEnd',
  'creditValidMonths',
  'drawOrder',
  'payout',
  'topUp',
] as const satisfies readonly (keyof WalletRules)[]

/** Fields of money of the form, and where each stands in the rules. */
const AMOUNTS = {
  topUpLeast: ({ topUp }: WalletRules) => topUp.min,
  topUpMost: ({ topUp }: WalletRules) => topUp.max,
  payoutLeast: ({ payout }: WalletRules) => payout.min,
  payoutAlone: ({ payout }: WalletRules) => payout.alone,
}

/** Amounts (Rial) that were read in words, by field. */
export type SeenAmounts = Partial<Record<keyof typeof AMOUNTS, Rial>>

interface WalletDecision {
  rules: WalletRules
  by: Extract<Actor, { kind: 'staff' }>
  /** From a form: who makes an amount ten times what it was is asked. */
  seen?: SeenAmounts
}

/**
 * The house decides in which order pockets are drawn, how much goes in and out, and how long gift
 * credit holds. What was given before keeps the end that it has.
 * @throws Refusal `bounds_crossed` (field `topUpMost`), `amount_unusual` {amount} with the field,
 * `end_in_past`, `end_missing` (field `day`)
 */
export function decideWallet({ rules, by, seen }: WalletDecision, outer?: Trx): Promise<void> {
  return transaction(async (trx) => {
    assertSound(rules)
    const before = await walletRules(trx)
    if (seen) assertTenfoldSeen(rules, before, seen)
    for (const key of WALLET_SETTINGS) await settings.set(key, rules[key] as never, trx)
    await audit('decide_wallet', { before: { ...before }, after: { ...rules } }, by, trx)
  }, outer)
}

function assertTenfoldSeen(rules: WalletRules, before: WalletRules, seen: SeenAmounts) {
  for (const [field, of] of Object.entries(AMOUNTS)) {
    const amount = of(rules)
    if (seen[field as keyof SeenAmounts] !== amount) assertUsual(amount, of(before), field)
  }
}

/** What holds now. */
export async function walletRules(client?: Trx): Promise<WalletRules> {
  return {
    creditEnd: await settings.get('creditEnd', client),
    creditValidMonths: await settings.get('creditValidMonths', client),
    drawOrder: await settings.get('drawOrder', client),
    payout: await settings.get('payout', client),
    topUp: await settings.get('topUp', client),
  }
}

function assertSound({ creditEnd, topUp }: WalletRules) {
  if (topUp.max < topUp.min) throw new Refusal('bounds_crossed', { field: 'topUpMost' })
  if (creditEnd.way !== 'date') return
  const { day } = creditEnd
  if (!day || !isJalaliDay(day)) throw new Refusal('end_missing', { field: 'day' })
  if (endOfDay(day) <= clock.now()) throw new Refusal('end_in_past', { field: 'day' })
}
