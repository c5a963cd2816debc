import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { askedFields } from '#app/core/asked'
import { normalizeMobile } from '#app/core/mobile'
import { resumeSending } from '#app/messaging/actions/deliver_messages'
import { MESSAGE_STATES } from '#app/messaging/models/outgoing_message'
import { outboxList, sendingPause } from '#app/messaging/queries/outbox_list'

const filter = vine.create({
  state: vine.enum(MESSAGE_STATES).optional(),
  mobile: vine.string().maxLength(30).optional(),
  after: vine.number().positive().withoutDecimals().optional(),
})

/** What was sent, or would have been: the demo's telephone. */
export default class OutboxController {
  async index(ctx: HttpContext) {
    const data = askedFields(ctx)
    const { state, mobile, after } = await ctx.request.validateUsing(filter, { data })
    const recipient = mobile ? (normalizeMobile(mobile) ?? mobile) : undefined
    const [list, pause] = [await outboxList({ state, recipient, after }), await sendingPause()]
    return ctx.view.render('messaging/desk/outbox', {
      ...list,
      pause,
      filter: { state: state ?? '', mobile: mobile ?? '' },
      states: MESSAGE_STATES,
    })
  }

  async resume({ response, session, i18n }: HttpContext) {
    await resumeSending()
    session.flash('success', i18n.t('messaging.resumed'))
    return response.redirect().back()
  }
}
