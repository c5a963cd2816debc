import type { HttpContext } from '@adonisjs/core/http'
import { askedAfter } from '#app/core/asked'
import { memberOf } from '#app/people/session'
import { messagesTo } from '#app/messaging/queries/messages_to'

/** What the club has written to a customer, to be read again in his panel. */
export default class MessagesController {
  async index(ctx: HttpContext) {
    const page = await messagesTo(memberOf(ctx).id, askedAfter(ctx) ?? undefined)
    return ctx.view.render('messaging/site/messages', { ...page })
  }
}
