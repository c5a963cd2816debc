import type { HttpContext } from '@adonisjs/core/http'
import { found } from '#app/core/refusal'
import { askedId, nextPage } from '#app/core/asked'
import Task from '#app/crm/models/task'
import { startSelfAudit } from '#app/front/actions/audit_books'
import { booksOf, lawSentence, placeWords } from '#app/front/law_words'
import SelfAudit from '#app/front/models/self_audit'
import { placesOf, type BreachPlace } from '#app/front/queries/breach_places'
import { checkedLaws, selfAudits } from '#app/front/queries/self_audits'
import { audit } from '#app/people/models/audit'
import { actorOf, idOf } from '#app/people/session'

/** Whether the books agree with each other: green or red, and where. */
export default class SelfAuditsController {
  async index(ctx: HttpContext) {
    const { rows, next } = await selfAudits(askedId(ctx, 'after'))
    const running = await SelfAudit.findBy({ openKey: 'running' })
    const last = await SelfAudit.lastFinished()
    return ctx.view.render('front/desk/self_audits', {
      rows,
      next: nextPage(ctx, next),
      running,
      last,
      task: await Task.findBy({ openKey: 'house:mend_books' }),
      ...(last && (await this.#laws(ctx, last.id))),
    })
  }

  async show(ctx: HttpContext) {
    const one = found(await SelfAudit.query().where('id', idOf(ctx)).preload('startedBy').first())
    return ctx.view.render('front/desk/self_audit', { one, ...(await this.#laws(ctx, one.id)) })
  }

  async store(ctx: HttpContext) {
    const run = await startSelfAudit({ by: actorOf(ctx) })
    if (run && !run.repeated) {
      await audit('audit_books', { subject: { type: 'self_audit', id: run.auditId } }, ctx)
    }
    const told = run?.repeated ? 'front.self_audit.runs_already' : 'front.self_audit.begun'
    ctx.session.flash('success', ctx.i18n.t(told))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/self-audits`)
  }

  async #laws(ctx: HttpContext, auditId: number) {
    const checked = await checkedLaws(auditId)
    const laws = checked.map((one) => ({ ...one, says: lawSentence(one.law, ctx.i18n) }))
    const broken = laws.filter(({ kept }) => !kept)
    const places = await placesOf(broken.flatMap(({ breaches }) => breaches))
    const red = broken.map((one) => ({
      ...one,
      breaches: places.splice(0, one.breaches.length),
      words: (place: BreachPlace) => placeWords(place, ctx.i18n),
    }))
    const green = Map.groupBy(
      laws.filter(({ kept }) => kept),
      ({ law }) => booksOf(law)
    )
    return { red, green: [...green].map(([books, kept]) => ({ books, kept })) }
  }
}
