import type { HttpContext } from '@adonisjs/core/http'
import { languageOf } from '#app/core/language'
import { wayToJoin } from '#app/club/membership'
import { benefitsOf } from '#app/club/queries/benefits'
import { earnedWords } from '#app/club/rule_words'
import { sentenceOf } from '#app/core/exception_handler'
import { actorOf, staffOf } from '#app/people/session'
import { counterBranch, counterBranches, typed, typedId, typedRial } from '#app/till/counter'
import { TILL_METHODS } from '#app/till/models/till_sale'
import { type Quote, quoteAtTill } from '#app/till/queries/quote'
import { sellAtTill } from '#app/till/actions/sell_at_till'
import { computeValidator, tillValidator } from '#app/till/validators'

/** The counter: one screen that reads a card, shows what follows and sells. */
export default class TillController {
  async show(ctx: HttpContext) {
    const branchId = await counterBranch(ctx, typedId(ctx, 'branch'))
    const refusal = ctx.session.flashMessages.get('refusal') as { code?: string } | undefined
    const quoted = await this.#quoted(ctx)
    return ctx.view.render('till/desk/counter', {
      ...quoted,
      benefits: await benefitsOf(quoted.quote.buyer?.member ?? null),
      branchId,
      branches: await counterBranches(ctx),
      methods: TILL_METHODS,
      method: typed(ctx, 'method') ?? TILL_METHODS[0],
      mustConfirm: refusal?.code === 'amount_unusual',
    })
  }

  /** What the amounts typed so far come to; the same computation as the sale. */
  async preview(ctx: HttpContext) {
    return ctx.view.render('till/desk/preview', await this.#quoted(ctx))
  }

  async store(ctx: HttpContext) {
    if (ctx.request.input('compute')) return this.#compute(ctx)
    const sale = await ctx.request.validateUsing(tillValidator)
    const branchId = await counterBranch(ctx, sale.branch)
    const { tillSaleId } = await sellAtTill({
      branchId,
      staffId: staffOf(ctx).id,
      card: sale.card ?? null,
      amount: sale.amount,
      credit: creditOf(sale),
      method: sale.method,
      confirmed: sale.confirmed === sale.amount,
      key: sale.key,
      by: actorOf(ctx),
    })
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/till/receipts/${tillSaleId}`)
  }

  /** Without a script the button «محاسبه» comes here: nothing is sold. */
  async #compute(ctx: HttpContext) {
    await ctx.request.validateUsing(computeValidator)
    const { branch, card, amount, credit, method } = ctx.request.body()
    const asked = Object.entries({ branch, card, amount, credit, method })
    const query = new URLSearchParams(asked.filter(([, value]) => typeof value === 'string'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/till?${query}`)
  }

  async #quoted(ctx: HttpContext) {
    const asked = {
      branchId: await counterBranch(ctx, typedId(ctx, 'branch')),
      card: typed(ctx, 'card'),
      amount: typedRial(ctx, 'amount'),
      credit: typedRial(ctx, 'credit'),
    }
    const quote: Quote = await quoteAtTill(asked)
    const { problem, terms } = quote
    const language = languageOf(ctx.locale)
    return {
      asked,
      quote,
      way: quote.buyer && !quote.buyer.member ? await wayToJoin(quote.buyer.customer.id) : null,
      told: terms?.earning ? earnedWords(terms.earning, language) : null,
      problem: problem && {
        ...problem.details,
        code: problem.refusal,
        text: sentenceOf(problem, ctx),
      },
    }
  }
}

/** An empty field means: as much as may be. What the cashier was shown holds, if it was for this bill. */
function creditOf(sale: Awaited<ReturnType<typeof tillValidator.validate>>) {
  if (typeof sale.credit === 'number') return sale.credit
  return sale.shown_amount === sale.amount ? (sale.shown_credit ?? 0) : null
}
