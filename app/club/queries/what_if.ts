import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import type { Rial } from '#app/core/money'
import { settings } from '#app/people/models/setting'
import { vatRateOn } from '#app/catalogue/vat'
import { earningGround } from '#app/club/earn_rules'
import { evaluateEarning, largestSpend, missingForSpend } from '#app/club/earning'
import type { EarnChannel } from '#app/club/models/earn_rule'
import type Member from '#app/club/models/member'
import Tier from '#app/club/models/tier'
import Wallet from '#app/club/models/wallet'
import { purchasesOfWindow } from '#app/club/queries/tier_progress'

const WHOLE = 10_000

export interface WhatIf {
  /** The bill as it is paid, VAT included, in Rial. */
  bill: Rial
  /** What counts: without VAT. */
  net: Rial
  /** What it would earn on the web and at the counter, in Rial. */
  earns: Record<EarnChannel, Rial>
  /** Working days that credit of a web sale waits. */
  waits: number
  /** The tier that the purchases of the window would reach; null when it stays the same. */
  reaches: Tier | null
  /** The next tier after that, and what would still be missing, in Rial. */
  next: { tier: Tier; missing: Rial } | null
  /** Credit that may pay a part of this bill today, in Rial. */
  maySpend: Rial
  /** What is missing until any may be spent; 0 when some may. */
  missingToSpend: Rial
  /** Balance that may be spent after it, when nothing is spent on it: at the counter, in Rial. */
  balanceAfter: Rial
}

/** «اگر این‌قدر بخرید»: by the rules and the tier of this moment; nothing is written. */
export async function whatIf(member: Member, bill: Rial): Promise<WhatIf> {
  const { customerId, tier } = member
  const rate = await vatRateOn(clock.now())
  const net = Math.round((bill * WHOLE) / (WHOLE + rate))
  const earns = { web: 0, till: 0 }
  for (const channel of ['web', 'till'] as const) {
    earns[channel] = await earningOf({ net, vat: bill - net }, member, channel)
  }
  const wallet = await Wallet.existing(customerId)
  const balances = await wallet?.balances()
  const available = balances?.available ?? 0
  return {
    bill,
    net,
    earns,
    waits: await settings.get('pendingWorkingDays'),
    ...(await climb(member, net)),
    maySpend: largestSpend({ tier, available, bill }),
    missingToSpend: missingForSpend({ tier, available }),
    balanceAfter: available + earns.till,
  }
}

async function earningOf(line: { net: Rial; vat: Rial }, member: Member, channel: EarnChannel) {
  const { customerId, tier } = member
  const at = clock.now()
  const ground = await earningGround({ at, customerId }, db.connection())
  const lines = [{ ...line, categoryId: null }]
  const where = { at, channel, branchId: null, tier }
  return evaluateEarning({ ...where, lines, freight: 0, creditUsed: 0 }, ground).total
}

async function climb({ customerId, tier }: Member, net: Rial) {
  const ladder = await Tier.ladder()
  const bought = (await purchasesOfWindow(customerId)) + net
  const above = ladder.filter(({ position }) => position > tier.position)
  const reached = above.filter(({ threshold }) => threshold <= bought)
  const next = above.find(({ threshold }) => threshold > bought)
  return {
    reaches: reached.at(-1) ?? null,
    next: next ? { tier: next, missing: next.threshold - bought } : null,
  }
}

/** Amounts that are worth trying, in Rial: what is asked next is a press away. */
export const TRIALS: readonly Rial[] = [5_000_000, 20_000_000, 100_000_000]
