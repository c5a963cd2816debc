import type { HttpContext } from '@adonisjs/core/http'
import { languageOf } from '#app/core/language'
import { found } from '#app/core/refusal'
import { Forbidden } from '#app/people/forbidden'
import Customer from '#app/people/models/customer'
import { audit } from '#app/people/models/audit'
import { idOf, staffOf } from '#app/people/session'
import type { Right } from '#app/people/rights'
import Wallet from '#app/club/models/wallet'
import { askedOf } from '#app/reports/asked'
import { streamSheet } from '#app/reports/excel'
import { type FigureName, FIGURES } from '#app/reports/queries/figure_rows'
import { figureSheet, fileSheet, walletSheet } from '#app/reports/row_sheets'

/** Lists of one number or one customer that leave the house as Excel files; each is in the audit. */
export default class RowExportsController {
  async figure(ctx: HttpContext) {
    this.#mayRead(ctx, 'reports.read')
    const name = found(Object.keys(FIGURES).find((known) => known === ctx.params.figure))
    const asked = await askedOf(ctx)
    const after = { list: `figure:${name}`, period: asked.period.name }
    await audit('exported', { branchId: asked.branchId, after }, ctx)
    return streamSheet(ctx, figureSheet(name as FigureName, asked, languageOf(ctx.locale)))
  }

  async file(ctx: HttpContext) {
    const customer = await this.#customer(ctx)
    return streamSheet(ctx, fileSheet(customer.id, languageOf(ctx.locale)))
  }

  async wallet(ctx: HttpContext) {
    const customer = await this.#customer(ctx)
    const wallet = found(await Wallet.existing(customer.id))
    return streamSheet(ctx, walletSheet(wallet, languageOf(ctx.locale)))
  }

  async #customer(ctx: HttpContext) {
    this.#mayRead(ctx, 'customers.read')
    const customer = found(await Customer.find(idOf(ctx, 'customerId')))
    const list = ctx.request.url().endsWith('wallet.xlsx') ? 'wallet' : 'customer_file'
    const subject = { type: 'customer', id: customer.id }
    await audit('exported', { subject, after: { list } }, ctx)
    return customer
  }

  #mayRead(ctx: HttpContext, right: Right) {
    if (!staffOf(ctx).can(right)) throw new Forbidden(right)
  }
}
