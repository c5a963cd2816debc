import db from '@adonisjs/lucid/services/db'
import { cutPage } from '#app/core/page'
import { byIndex } from '#app/core/by_index'
import { TIER_OF_MEMBER } from '#app/club/models/tier'
import { maskedName } from '#app/people/masked_name'

const PAGE = 20

/** Somebody whom a member invited, as much of him as the member may know. */
export interface Invited {
  id: number
  /** «م••• ر•••»; empty while he has given no name. */
  name: string
  tier: { nameFa: string; nameEn: string; colour: string }
  /** As the database keeps it. */
  joinedAt: string
}

export interface InvitedPage {
  invited: Invited[]
  /** For the address of the next page; null on the last one. */
  next: number | null
}

/** Whom a member invited, the latest first, a page at a time, by key. */
export async function invitedBy(memberId: number, after?: number): Promise<InvitedPage> {
  const list = db
    .from('members as m')
    .join('customers as c', 'c.id', 'm.customer_id')
    .joinRaw(TIER_OF_MEMBER)
    .where('m.referrer_id', memberId)
    .where('m.id', '<', after ?? Number.MAX_SAFE_INTEGER)
    .orderBy('m.id', 'desc')
    .limit(PAGE + 1)
    .select('m.id', 'm.joined_at', 'c.first_name', 'c.last_name')
    .select('t.name_fa', 't.name_en', 't.colour')
  const rows = await byIndex(list, 'members as m', 'members_referrer_id_index')
  const { shown, next } = cutPage(rows, PAGE)
  const invited = shown.map((row) => ({
    id: Number(row.id),
    name: maskedName(`${row.first_name ?? ''} ${row.last_name ?? ''}`),
    tier: { nameFa: row.name_fa, nameEn: row.name_en, colour: row.colour },
    joinedAt: row.joined_at,
  }))
  return { invited, next }
}

/** How many they are. */
export async function countInvited(memberId: number): Promise<number> {
  const row = await db.from('members').where('referrer_id', memberId).count('* as n').first()
  return Number(row?.n ?? 0)
}
