import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { AUDIT_OUTCOMES } from '#app/people/models/audit'
import { auditList } from '#app/people/queries/audit_list'

const filter = vine.create({
  outcome: vine.enum(AUDIT_OUTCOMES).optional(),
  after: vine.number().positive().withoutDecimals().optional(),
})

/** Who did what, and who tried what he may not. */
export default class AuditsController {
  async index({ request, view }: HttpContext) {
    const { outcome, after } = await request.validateUsing(filter)
    const list = await auditList({ outcome, after })
    return view.render('people/desk/audits', {
      ...list,
      outcome: outcome ?? '',
      outcomes: AUDIT_OUTCOMES,
    })
  }
}
