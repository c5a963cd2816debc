import type { Rial } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import type { DocumentRef } from '#app/core/actor'
import type { Trx } from '#app/core/sql'
import { placeHold, postHold, voidHold } from '#app/ledger/holds'
import Account from '#app/ledger/models/account'
import { transfer } from '#app/ledger/transfer'
import { settings } from '#app/people/models/setting'
import { largestSpend, missingForSpend } from '#app/club/earning'
import type Tier from '#app/club/models/tier'
import type Wallet from '#app/club/models/wallet'
import type { Circumstances } from '#app/club/models/wallet'

/*
 * A wallet has two pockets: gift credit, which the house gave, and real money, which the member
 * topped up and may have back. Whatever the order of drawing, the pockets' accounts are changed in
 * the same order, gift credit first: its account is the older one.
 */

/** Which pocket pays first. */
export const DRAW_ORDERS = ['gift_first', 'cash_first'] as const
export type DrawOrder = (typeof DRAW_ORDERS)[number]

/** What each pocket pays, in Rial. */
export interface Draw {
  gift: Rial
  cash: Rial
}

/** What each pocket put aside: ids of holds, null where it pays nothing. */
export interface PocketHolds {
  gift: number | null
  cash: number | null
}

/** Spreads what is wanted from the wallet over the most that each pocket may pay; all in Rial. */
export function drawOf(wish: {
  wanted: Rial
  gift: Rial
  cash: Rial
  order: DrawOrder
  /** Least of gift credit at one time (Rial): below it, it pays nothing. */
  least?: Rial
}): Draw & { short: Rial } {
  const { wanted, least = 0 } = wish
  const draw = drawFreely(wish)
  if (draw.gift === 0 || draw.gift >= least) return draw
  const gift = Math.min(wanted, wish.gift) >= least ? least : 0
  const cash = Math.min(wanted - gift, wish.cash)
  return { gift, cash, short: wanted - gift - cash }
}

function drawFreely(wish: { wanted: Rial; gift: Rial; cash: Rial; order: DrawOrder }) {
  const { wanted } = wish
  if (wish.order === 'cash_first') {
    const cash = Math.min(wanted, wish.cash)
    const gift = Math.min(wanted - cash, wish.gift)
    return { gift, cash, short: wanted - cash - gift }
  }
  const gift = Math.min(wanted, wish.gift)
  const cash = Math.min(wanted - gift, wish.cash)
  return { gift, cash, short: wanted - cash - gift }
}

/** The house's order of drawing; nobody is asked about a wallet without real money. */
export async function drawOrder(cash: Rial, trx?: Trx): Promise<DrawOrder> {
  if (cash === 0) return 'gift_first'
  const { first } = await settings.get('drawOrder', trx)
  return first
}

export interface Wish {
  /** Rial from the wallet, above zero. */
  wanted: Rial
  tier: Tier
  /** Total of the document, in Rial. */
  bill: Rial
}

/**
 * Which pocket pays how much of a document; judged while the accounts are held. Threshold (حد نصاب)
 * and share of the tier bind gift credit alone: real money is the member's own.
 * @throws Refusal with field `credit`: `below_spend_threshold` {missing}, `credit_above_limit`
 * {limit}, `below_min_spend` {least}, `not_enough_credit` {available}
 */
export async function agreeDraw(wallet: Wallet, wish: Wish, trx: Trx): Promise<Draw> {
  const { wanted, tier, bill } = wish
  if (wallet.cashAccountId === null) {
    await assertGiftAlone(wallet, wish, trx)
    return { gift: wanted, cash: 0 }
  }
  await Account.lock([wallet.creditAccountId, wallet.cashAccountId], trx)
  const { available, cash } = await wallet.pockets(trx)
  const most = { gift: largestSpend({ tier, available, bill }), cash }
  const { short, ...draw } = drawOf({
    wanted,
    ...most,
    order: await drawOrder(cash, trx),
    least: tier.minSpend,
  })
  if (short === 0) return draw
  throw refusalOf(wish, { available, ...most })
}

function refusalOf({ wanted, tier }: Wish, had: Draw & { available: Rial }): Refusal {
  const refuse = (code: string, params: Record<string, { rial: Rial }>) =>
    new Refusal(code, { field: 'credit', params })
  const { available, gift, cash } = had
  if (wanted > available + cash) {
    return refuse('not_enough_credit', { available: { rial: available + cash } })
  }
  const missing = missingForSpend({ tier, available })
  if (missing > 0) return refuse('below_spend_threshold', { missing: { rial: missing } })
  if (wanted < tier.minSpend) return refuse('below_min_spend', { least: { rial: tier.minSpend } })
  return refuse('credit_above_limit', { limit: { rial: gift + cash } })
}

/** Without real money there is nothing to spread, and the hold itself checks the balance. */
async function assertGiftAlone(wallet: Wallet, { wanted, tier, bill }: Wish, trx: Trx) {
  const limit = largestSpend({ tier, available: Number.MAX_SAFE_INTEGER, bill })
  if (wanted > limit) {
    throw new Refusal('credit_above_limit', { field: 'credit', params: { limit: { rial: limit } } })
  }
  if (wanted < tier.minSpend) {
    const params = { least: { rial: tier.minSpend } }
    throw new Refusal('below_min_spend', { field: 'credit', params })
  }
  if (tier.spendThreshold === 0) return
  await Account.lock([wallet.creditAccountId], trx)
  const { available } = await wallet.balances(trx)
  const missing = missingForSpend({ tier, available })
  if (missing === 0) return
  const params = { missing: { rial: missing } }
  throw new Refusal('below_spend_threshold', { field: 'credit', params })
}

/** Puts aside what each pocket pays for a document. @throws Refusal `not_enough_credit` */
export async function holdDraw(
  wallet: Wallet,
  { draw, ...order }: { draw: Draw; for: DocumentRef },
  trx: Trx
): Promise<PocketHolds> {
  const { gift, cash } = draw
  const giftHold =
    gift > 0 ? await placeHold({ account: wallet.credit, amount: gift, ...order }, trx) : null
  const cashHold =
    cash > 0 ? await placeHold({ account: wallet.cash, amount: cash, ...order }, trx) : null
  return { gift: giftHold?.id ?? null, cash: cashHold?.id ?? null }
}

/** What was put aside is spent. @throws Refusal `hold_closed` (409) */
export async function postDraw(
  wallet: Wallet,
  holds: PocketHolds,
  spend: Circumstances & { about: DocumentRef },
  trx: Trx
): Promise<void> {
  if (holds.gift !== null) await wallet.postHold(holds.gift, spend, trx)
  if (holds.cash === null) return
  const to = await Account.house('house_cash_spent', spend.branchId ?? null, trx)
  await postHold({ account: wallet.cash, holdId: holds.cash, to, ...spend }, trx)
}

/** Each pocket has back exactly what it put aside. @throws Refusal `hold_closed` (409) @returns Rial */
export async function voidDraw(wallet: Wallet, holds: PocketHolds, trx: Trx): Promise<Rial> {
  const gift = holds.gift === null ? 0 : await wallet.voidHold(holds.gift, trx)
  const cash = holds.cash === null ? 0 : await voidHold(holds.cash, wallet.cash, trx)
  return gift + cash
}

/** Spends at once from each pocket, as a till does. @throws Refusal `not_enough_credit` */
export async function spendDraw(
  wallet: Wallet,
  { draw, ...spend }: Circumstances & { draw: Draw; about: DocumentRef },
  trx: Trx
): Promise<void> {
  if (draw.gift > 0) await wallet.spend({ amount: draw.gift, ...spend }, trx)
  if (draw.cash === 0) return
  const to = await Account.house('house_cash_spent', spend.branchId ?? null, trx)
  await transfer({ from: wallet.cash, to, amount: draw.cash, reason: 'spend', ...spend }, trx)
}

/** Real money that a sale had drawn goes back into its pocket: the sale was called off or returned. */
export async function returnCash(
  wallet: Wallet,
  { amount, ...rest }: Circumstances & { amount: Rial; about: DocumentRef },
  trx: Trx
): Promise<number> {
  const from = await Account.house('house_cash_spent', rest.branchId ?? null, trx)
  return transfer({ from, to: wallet.cash, amount, reason: 'refund_spend', ...rest }, trx)
}
