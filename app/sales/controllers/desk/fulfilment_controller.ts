import type { HttpContext } from '@adonisjs/core/http'
import { idOf, staffOf } from '#app/people/session'
import { confirmByCode, sendDeliveryCode } from '#app/sales/actions/confirm_by_code'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { pickRemittance } from '#app/sales/actions/pick_remittance'
import { shipRemittance } from '#app/sales/actions/ship_remittance'
import { branchRemittance, branchShipment } from '#app/sales/queries/scopes'
import {
  deliveryCodeValidator,
  keyValidator,
  pickingValidator,
  shipmentValidator,
} from '#app/sales/validators'

/** From the shelf to the door. Each answers with the page that it was sent from. */
export default class FulfilmentController {
  async pick(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(pickingValidator)
    const staff = staffOf(ctx)
    const remittanceId = await branchRemittance(idOf(ctx), staff.branchesFor('remittances.work'))
    const by = { kind: 'staff', id: staff.id } as const
    const { restId } = await pickRemittance({ ...form, remittanceId, by })
    return back(ctx, restId ? 'sales.done.picked_in_part' : 'sales.done.picked')
  }

  async ship(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(shipmentValidator)
    const staff = staffOf(ctx)
    const remittanceId = await branchRemittance(idOf(ctx), staff.branchesFor('shipments.work'))
    const { cost = 0, confirmed_cost: seen, ...rest } = form
    const confirmed = seen === cost
    await shipRemittance({
      ...rest,
      cost,
      confirmed,
      remittanceId,
      by: { kind: 'staff', id: staff.id },
    })
    return back(ctx, 'sales.done.shipped')
  }

  async deliver(ctx: HttpContext) {
    const { key } = await ctx.request.validateUsing(keyValidator)
    const staff = staffOf(ctx)
    const shipmentId = await branchShipment(idOf(ctx), staff.branchesFor('shipments.work'))
    await confirmDelivery({ shipmentId, by: { kind: 'staff', id: staff.id }, key })
    return back(ctx, 'sales.done.delivered')
  }

  /** The customer told his code. */
  async deliverByCode(ctx: HttpContext) {
    const { code } = await ctx.request.validateUsing(deliveryCodeValidator)
    const staff = staffOf(ctx)
    const shipmentId = await branchShipment(idOf(ctx), staff.branchesFor('shipments.work'))
    await confirmByCode({ shipmentId, code, by: { kind: 'staff', id: staff.id } })
    return back(ctx, 'sales.done.delivered')
  }

  async sendCode(ctx: HttpContext) {
    const branches = staffOf(ctx).branchesFor('shipments.work')
    await sendDeliveryCode({ shipmentId: await branchShipment(idOf(ctx), branches) })
    return back(ctx, 'sales.done.delivery_code_sent')
  }
}

/** To where the form stood: the remittance's page, the pre-invoice's or the board of tasks. */
function back(ctx: HttpContext, key: string) {
  ctx.session.flash('success', ctx.i18n.t(key))
  return ctx.response.redirect().back()
}
