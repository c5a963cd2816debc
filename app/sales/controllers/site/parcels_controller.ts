import type { HttpContext } from '@adonisjs/core/http'
import { confirmDelivery } from '#app/sales/actions/confirm_delivery'
import { maskedName } from '#app/people/masked_name'
import DeliveryProof from '#app/sales/models/delivery_proof'
import { parcelPage } from '#app/sales/queries/parcel_page'
import { keyValidator } from '#app/sales/validators'

/**
 * What the link in the message of a shipment opens: one button by which the customer says that it
 * arrived. Whoever has the link needs no sign-in, so it shows nothing that names him.
 */
export default class ParcelsController {
  async show(ctx: HttpContext) {
    const page = await this.#parcel(ctx)
    const { recipient, ...parcel } = page
    const receiver = maskedName(recipient.name)
    return ctx.view.render('sales/site/parcel', { ...parcel, recipient, receiver })
  }

  async confirm(ctx: HttpContext) {
    const { shipment, customerId } = await this.#parcel(ctx)
    const { key } = await ctx.request.validateUsing(keyValidator)
    const by = { kind: 'customer', id: customerId } as const
    if (shipment.status === 'sent') {
      await confirmDelivery({ shipmentId: shipment.id, by, byLink: true, key })
    }
    return ctx.response.redirect().toPath(`${ctx.prefix}/d/${ctx.params.secret}`)
  }

  async #parcel({ params, response }: HttpContext) {
    response.header('X-Robots-Tag', 'noindex, nofollow')
    response.header('Referrer-Policy', 'no-referrer')
    response.header('Cache-Control', 'private, no-store')
    return parcelPage(await DeliveryProof.shipmentOf(String(params.secret)))
  }
}
