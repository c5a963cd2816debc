import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#app/core/refusal'
import Device from '#app/people/models/device'
import { idOf, memberOf } from '#app/people/session'

/** The browsers in which a customer is signed in, and an end to each. */
export default class DevicesController {
  async index(ctx: HttpContext) {
    const me = memberOf(ctx)
    const devices = await Device.query()
      .where('customer_id', me.id)
      .whereNull('revoked_at')
      .orderBy('last_seen_at', 'desc')
      .limit(50)
    const current = Number(me.$extras.device_id)
    return ctx.view.render('people/site/devices', { devices, current })
  }

  async destroy(ctx: HttpContext) {
    const id = idOf(ctx)
    if (!(await Device.revoke({ id, customerId: memberOf(ctx).id }))) throw new NotFound()
    ctx.session.flash('success', ctx.i18n.t('people.devices.revoked'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/panel/devices`)
  }
}
