import db from '@adonisjs/lucid/services/db'
import { cutPage } from '#app/core/page'
import { ShortCache } from '#app/people/short_cache'
import Benefit, {
  type BenefitPeriod,
  type Days,
  isToday,
  periodKey,
} from '#app/club/models/benefit'
import type Member from '#app/club/models/member'

export interface MemberBenefit extends Days {
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
    .select('b.starts_on', 'b.ends_on')
  return rows.map((row) => ({
    tierId: Number(row.tier_id),
    id: Number(row.id),
    nameFa: String(row.name_fa),
    nameEn: String(row.name_en),
    period: row.period as BenefitPeriod,
    uses: row.period === 'always' ? 0 : Number(row.uses),
    startsOn: row.starts_on as string | null,
    endsOn: row.ends_on as string | null,
  }))
})

export const forgetBenefits = () => ofTiers.forget()

/** What a member's tier gives today besides credit, with what is left of it; a query only where counted. */
export async function benefitsOf(
  member: Pick<Member, 'id' | 'tierId'> | null
): Promise<MemberBenefit[]> {
  if (!member) return []
  const all = await ofTiers.get()
  const given = all.filter((one) => one.tierId === member.tierId && isToday(one))
  const used = given.some(({ uses }) => uses > 0) ? await usedBy(member.id) : new Map()
  return given.map(({ tierId, ...benefit }) => ({
    ...benefit,
    left: Math.max(0, benefit.uses - (used.get(`${benefit.id} ${periodKey(benefit.period)}`) ?? 0)),
  }))
}

/** What each tier gives today besides credit, by its id. */
export async function benefitsByTier() {
  const all = await ofTiers.get()
  return (tierId: number) => all.filter((one) => one.tierId === tierId && isToday(one))
}

async function usedBy(memberId: number): Promise<Map<string, number>> {
  const rows = await db
    .from('benefit_counters')
    .where('member_id', memberId)
    .whereIn('period_key', [periodKey('month'), periodKey('year')])
    .select('benefit_id', 'period_key', 'used')
  return new Map(rows.map((row) => [`${row.benefit_id} ${row.period_key}`, Number(row.used)]))
}

const PAGE = 25

/** A page of benefits, the newest first, with the uses of each tier, for who sets them. */
export async function benefitBoard(after?: number) {
  const query = Benefit.query()
    .orderBy('id', 'desc')
    .limit(PAGE + 1)
  if (after) query.where('id', '<', after)
  const { shown, next } = cutPage(await query, PAGE)
  return { benefits: await withUses(shown), next }
}

/** One benefit as the board has it; null when there is none. */
export async function benefitToEdit(id: number) {
  const [benefit = null] = await withUses(await Benefit.query().where('id', id))
  return benefit
}

/** Uses by the tier's id, beside each benefit. */
async function withUses(benefits: Benefit[]) {
  const ids = benefits.map(({ id }) => id)
  const given = await db.from('tier_benefits').whereIn('benefit_id', ids)
  return benefits.map((benefit) => ({
    id: benefit.id,
    nameFa: benefit.nameFa,
    nameEn: benefit.nameEn,
    period: benefit.period,
    active: benefit.active,
    isGiven: benefit.isGiven,
    startsOn: benefit.startsOn,
    endsOn: benefit.endsOn,
    uses: Object.fromEntries(
      given
        .filter(({ benefit_id: id }) => Number(id) === benefit.id)
        .map(({ tier_id: tierId, uses }) => [Number(tierId), Number(uses)])
    ) as Record<number, number>,
  }))
}
