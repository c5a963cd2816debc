import type { HttpContext } from '@adonisjs/core/http'
import { found } from '#app/core/refusal'
import Customer from '#app/people/models/customer'
import { idOf, staffOf } from '#app/people/session'
import { proposeWriteOff } from '#app/club/actions/propose_write_off'
import { branchOfChange } from '#app/club/page_branch'
import { writeOffValidator } from '#app/club/validators'

/** A debt that somebody asks to be forgiven; who decides finds it among the adjustments. */
export default class WriteOffsController {
  async store(ctx: HttpContext) {
    const customer = found(await Customer.find(idOf(ctx, 'customerId')))
    const { key, owed, cause, story } = await ctx.request.validateUsing(writeOffValidator)
    const staff = staffOf(ctx)
    await proposeWriteOff({
      key,
      customerId: customer.id,
      amount: owed,
      reason: cause,
      note: story,
      branchId: branchOfChange(staff, customer),
      by: { kind: 'staff', id: staff.id },
    })
    ctx.session.flash('success', ctx.i18n.t('club.write_off.sent'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/members/${customer.id}/wallet`)
  }
}
