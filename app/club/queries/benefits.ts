import db from '@adonisjs/lucid/services/db'
import { ShortCache } from '#app/people/short_cache'
import { type BenefitPeriod, periodKey } from '#app/club/models/benefit'
import type Member from '#app/club/models/member'

export interface MemberBenefit {
  id: number
  nameFa: string
  nameEn: string
  period: BenefitPeriod
  /** Uses in the period, and what is left of them; both 0 for one that is not counted. */
  uses: number
  left: number
}

/** Benefits of each tier, by its id: read at every till and every ticket, changed seldom. */
const ofTiers = new ShortCache(async (client) => {
  const rows = await client
    .from('tier_benefits as t')
    .join('benefits as b', 'b.id', 't.benefit_id')
    .where('b.active', true)
    .orderBy('b.id')
    .select('t.tier_id', 't.uses', 'b.id', 'b.name_fa', 'b.name_en', 'b.period')
  return rows.map((row) => ({
    tierId: Number(row.tier_id),
    id: Number(row.id),
    nameFa: String(row.name_fa),
    nameEn: String(row.name_en),
    period: row.period as BenefitPeriod,
    uses: row.period === 'always' ? 0 : Number(row.uses),
  }))
})

export const forgetBenefits = () => ofTiers.forget()

/** What a member's tier gives besides credit, with what is left of it; a query only where counted. */
export async function benefitsOf(
  member: Pick<Member, 'id' | 'tierId'> | null
): Promise<MemberBenefit[]> {
  if (!member) return []
  const all = await ofTiers.get()
  const given = all.filter(({ tierId }) => tierId === member.tierId)
  const used = given.some(({ uses }) => uses > 0) ? await usedBy(member.id) : new Map()
  return given.map(({ tierId, ...benefit }) => ({
    ...benefit,
    left: Math.max(0, benefit.uses - (used.get(`${benefit.id} ${periodKey(benefit.period)}`) ?? 0)),
  }))
}

async function usedBy(memberId: number): Promise<Map<string, number>> {
  const rows = await db
    .from('benefit_counters')
    .where('member_id', memberId)
    .whereIn('period_key', [periodKey('month'), periodKey('year')])
    .select('benefit_id', 'period_key', 'used')
  return new Map(rows.map((row) => [`${row.benefit_id} ${row.period_key}`, Number(row.used)]))
}

/** Every benefit with the uses of each tier, for who sets them. */
export async function benefitBoard() {
  const [benefits, given] = await Promise.all([
    db.from('benefits').orderBy('id').limit(100),
    db.from('tier_benefits').select('tier_id', 'benefit_id', 'uses'),
  ])
  return benefits.map((row) => ({
    id: Number(row.id),
    nameFa: String(row.name_fa),
    nameEn: String(row.name_en),
    period: row.period as BenefitPeriod,
    active: Boolean(row.active),
    uses: Object.fromEntries(
      given
        .filter(({ benefit_id: id }) => Number(id) === Number(row.id))
        .map(({ tier_id: tierId, uses }) => [Number(tierId), Number(uses)])
    ) as Record<number, number>,
  }))
}
