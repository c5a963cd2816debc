import db from '@adonisjs/lucid/services/db'
import type { DocumentRef } from '#app/core/actor'
import { JoinTakeBack } from '#app/club/models/purchase_join'
import TierRise from '#app/club/models/tier_rise'
import Tier from '#app/club/models/tier'
import type { Unearned } from '#app/club/unearned'

/** What went with a document that made purchases fewer: join credit, and the tier that fell. */
export async function takenWith(about: DocumentRef): Promise<Unearned> {
  const where = { aboutType: about.type, aboutId: about.id }
  const join = await JoinTakeBack.query().where(where).first()
  const rise = await TierRise.query().where(where).orderBy('id', 'desc').preload('tier').first()
  const isTold = rise && (await fellBack(about))
  const to = isTold ? await Tier.findOrFail(rise.fellToTierId) : null
  return { joinCredit: join?.amount ?? 0, fall: rise && to ? { from: rise.tier, to } : null }
}

/** Under a tier by hand nothing is seen of it yet. */
function fellBack({ type, id }: DocumentRef) {
  const what = { kind: 'tier_fell_back', about_type: type, about_id: id }
  return db.from('crm_records').where(what).first()
}
