import type { HttpContext } from '@adonisjs/core/http'
import Customer from '#app/people/models/customer'
import { idOf, staffOf } from '#app/people/session'
import { TRIES } from '#app/sales/actions/validate_pre_invoice'
import PreInvoiceLine from '#app/sales/models/pre_invoice_line'
import {
  CALL_SCOPES,
  callQueue,
  earlierCalls,
  nextCall,
  nextCallPath,
  type Place,
} from '#app/sales/queries/call_queue'
import { branchPreInvoice } from '#app/sales/queries/scopes'
import { asked, askedOne } from '#app/core/asked'

/** The desk of validation calls: the queue, one call at a time, the next one opens by itself. */
export default class CallsController {
  async index(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const scope = scopeOf(ctx)
    const page = await callQueue(staff, scope, placeIn(ctx))
    const branches = staff.branchesFor('preInvoices.work')
    return ctx.view.render('sales/desk/calls', {
      ...page,
      scope,
      scopes: CALL_SCOPES,
      first: await nextCall(staff, scope),
      retries: TRIES,
      channels: (branches === 'all' ? [0] : branches).map((id) => `desk/${id}`).join(' '),
    })
  }

  /** On to the most urgent call; to the queue when none is due. */
  async next(ctx: HttpContext) {
    const skipped = /^[1-9]\d{0,15}$/.exec(asked(ctx, 'skip') ?? '')
    const path = await nextCallPath(staffOf(ctx), scopeOf(ctx), skipped && Number(skipped[0]))
    return ctx.response.redirect().toPath(ctx.prefix + path)
  }

  async show(ctx: HttpContext) {
    const branches = staffOf(ctx).branchesFor('preInvoices.work')
    const preInvoice = await branchPreInvoice(idOf(ctx), branches)
    return ctx.view.render('sales/desk/call_page', {
      preInvoice,
      lines: await PreInvoiceLine.of(preInvoice),
      buyer: await Customer.findOrFail(preInvoice.customerId),
      earlier: await earlierCalls(preInvoice.id),
      mayCall: preInvoice.status === 'issued',
      queue: scopeOf(ctx),
      retries: TRIES,
    })
  }
}

const scopeOf = (ctx: HttpContext) => askedOne(ctx, 'scope', CALL_SCOPES) ?? 'mine'

/** `after=2026-11-22 10:00:00_17`: the last row of the page before. */
function placeIn(ctx: HttpContext): Place | null {
  const found = /^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})_(\d{1,15})$/.exec(asked(ctx, 'after') ?? '')
  return found ? { dueAt: found[1], id: Number(found[2]) } : null
}
