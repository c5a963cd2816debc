import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { clock } from '#app/core/clock'
import { parseJalaliDate } from '#app/core/jalali'
import Branch from '#app/people/models/branch'
import { idOf, staffOf } from '#app/people/session'
import { startCreditExtension } from '#app/club/actions/extend_credit'
import Tier from '#app/club/models/tier'
import { keyOf } from '#app/club/page_key'
import {
  extendable,
  type ExtensionFilter,
  extensionList,
  oneExtension,
} from '#app/club/queries/extensions'
import { extensionValidator } from '#app/club/validators'
import { endOfDay } from '#app/club/validity'
import { fromJalali, type JalaliDay } from '#app/core/jalali'

/** Campaigns that give credit a later end: chosen, looked at first, then done by the job. */
export default class CreditExtensionsController {
  async index(ctx: HttpContext) {
    return ctx.view.render('club/desk/extensions', await extensionList(keyOf(ctx)))
  }

  /** The filter in the address; with one, what it would extend. */
  async create(ctx: HttpContext) {
    const asked = typedOf(ctx)
    const filter = filterOf(asked)
    return ctx.view.render('club/desk/extension_new', {
      asked,
      tiers: await Tier.ladder(),
      branches: await Branch.active(),
      wrong: filter && wrongOf(filter),
      preview: filter && (await extendable(filter, db.connection())),
      filter,
    })
  }

  async store(ctx: HttpContext) {
    const form = await ctx.request.validateUsing(extensionValidator)
    const { tier, branch, from, until, end, ...rest } = form
    const { extensionId } = await startCreditExtension({
      ...rest,
      tierId: tier ?? null,
      branchId: branch ?? null,
      from: startOf(from),
      until: endOfDay(until),
      newEnd: endOfDay(end),
      by: { kind: 'staff', id: staffOf(ctx).id },
    })
    ctx.session.flash('success', ctx.i18n.t('club.extension.started'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/credit-extensions/${extensionId}`)
  }

  async show(ctx: HttpContext) {
    const extension = await oneExtension(idOf(ctx))
    return ctx.view.render('club/desk/extension', { extension })
  }
}

/** Why nothing can be extended so, as a key of a sentence; null when it can. */
function wrongOf({ from, until, newEnd }: ExtensionFilter): string | null {
  if (newEnd <= clock.now()) return 'refusals.end_in_past'
  return until < from ? 'club.extension.crossed' : null
}

const startOf = ({ year, month, day }: JalaliDay) => fromJalali(year, month, day)

const FIELDS = ['tier', 'branch', 'from', 'until', 'end'] as const

/** What the address or, after a refusal, the form said. */
function typedOf(ctx: HttpContext): Record<(typeof FIELDS)[number], string> {
  const qs = ctx.request.qs() as Record<string, unknown>
  const kept = (name: string) => String(ctx.session.flashMessages.get(name) ?? qs[name] ?? '')
  return Object.fromEntries(FIELDS.map((name) => [name, kept(name)])) as ReturnType<typeof typedOf>
}

function filterOf(asked: ReturnType<typeof typedOf>): ExtensionFilter | null {
  const [from, until, end] = [asked.from, asked.until, asked.end].map(parseJalaliDate)
  if (!from || !until || !end) return null
  const id = (text: string) => (/^[1-9]\d{0,9}$/.test(text) ? Number(text) : null)
  return {
    tierId: id(asked.tier),
    branchId: id(asked.branch),
    from: startOf(from),
    until: endOfDay(until),
    newEnd: endOfDay(end),
  }
}
