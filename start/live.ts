import type { HttpContext } from '@adonisjs/core/http'
import type { NextFn } from '@adonisjs/core/types/http'
import transmit from '@adonisjs/transmit/services/main'
import { NotFound } from '#app/core/refusal'
import { isOpenHere, listenElsewhere } from '#app/messaging/live'
import { throttleLive } from '#start/limits'

/*
 * Who may listen to what. Events carry no contents, only "this changed"; the page then asks for
 * itself, with its own rights.
 */
transmit.registerRoutes((route) => route.use([throttleLive, readable, joined]))

/** Transmit takes what is missing, or is no text, for a fault of ours. */
function readable({ request }: HttpContext, next: NextFn) {
  const { uid, channel } = request.all()
  const needed = request.method() === 'GET' ? [uid] : [uid, channel]
  const isText = needed.every((text) => typeof text === 'string' && /^[\w/-]{1,100}$/.test(text))
  if (!isText) throw new NotFound()
  return next()
}

/**
 * The stream of a page is open at one process; a proxy may bring the wish to listen to another. That
 * one looks whether it is allowed and passes it on.
 */
async function joined(ctx: HttpContext, next: NextFn) {
  const { uid, channel } = ctx.request.all()
  const isWish = ctx.request.url().endsWith('/subscribe')
  if (!isWish || isOpenHere(uid)) return next()
  const isAllowed = await transmit.getManager().verifyAccess(channel, ctx)
  if (!isAllowed || !listenElsewhere(uid, channel)) return next()
  return ctx.response.noContent()
}

transmit.authorize<{ branch: string }>('desk/:branch', (ctx, { branch }) => {
  if (!ctx.staff) return false
  const branches = ctx.staff.branchesFor('desk.open')
  return branches === 'all' || branches.includes(Number(branch))
})

transmit.authorize<{ staff: string }>(
  'staff/:staff',
  (ctx, { staff }) => ctx.staff?.id === Number(staff)
)

transmit.authorize<{ customer: string }>(
  'member/:customer',
  (ctx, { customer }) => ctx.customer?.id === Number(customer)
)
