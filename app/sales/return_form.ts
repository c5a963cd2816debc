import type { HttpContext } from '@adonisjs/core/http'
import { latinDigits } from '#app/core/digits'
import { parseToman } from '#app/core/money'
import { Refusal } from '#app/core/refusal'
import type { Place, ReturnWish, WantedBack } from '#app/sales/returning'
import type { LeftLine, Returnable } from '#app/sales/queries/returnable'

/* What the address of the return's form asks for: `quantity_<line>`, `amount_<line>`, `place_<line>`. */

/** Null while nothing was chosen yet. @throws Refusal `not_a_quantity`, `not_an_amount` beside its field */
export function askedReturn(ctx: HttpContext, sold: Returnable): ReturnWish | null {
  const typed = ctx.request.qs()
  if (typed.all) return { lines: sold.lines.map(all), freight: true }
  const lines = sold.lines.map((left) => askedLine(left, typed))
  const isAsked = Object.keys(typed).some((name) => /^(quantity|amount)_/.test(name))
  return isAsked ? { lines, freight: typed.with_freight === '1' } : null
}

const all = ({ line, quantity, total }: LeftLine): WantedBack => ({
  lineId: line.id,
  quantity: line.isAmount ? 0 : quantity,
  amount: line.isAmount ? total : 0,
})

function askedLine({ line }: LeftLine, typed: Record<string, unknown>): WantedBack {
  const { id: lineId } = line
  if (!line.isAmount) {
    return { lineId, quantity: pieces(lineId, typed), place: placeOf(typed[`place_${lineId}`]) }
  }
  const text = typed[`amount_${lineId}`]
  const amount = typeof text === 'string' && text.trim() !== '' ? parseToman(text) : 0
  if (typeof amount === 'number') return { lineId, amount }
  throw new Refusal('not_an_amount', { field: `lines.${lineId}` })
}

function pieces(lineId: number, typed: Record<string, unknown>): number {
  const text = typed[`quantity_${lineId}`]
  const digits = typeof text === 'string' ? latinDigits(text).trim() : ''
  if (digits === '') return 0
  if (/^\d{1,6}$/.test(digits)) return Number(digits)
  throw new Refusal('not_a_quantity', { field: `lines.${lineId}` })
}

/** A warehouse's id or the place for damaged goods; whatever is neither is none. */
function placeOf(text: unknown): Place | null {
  if (text === 'damaged') return 'damaged'
  return typeof text === 'string' && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null
}
