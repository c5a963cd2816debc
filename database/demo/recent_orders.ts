import Member from '#app/club/models/member'
import { issuePreInvoice } from '#app/sales/actions/issue_pre_invoice'
import { priceBill } from '#app/sales/pricing'
import { plan, type Recent } from '#database/demo/recent'
import { STORIES, type Chapter, type RecentOrder } from '#database/demo/recent_stories'
import { spendable } from '#database/demo/recent_till'
import { HOUR } from '#database/demo/times'
import { VALIDITY } from '#database/demo/web_order'
import { demoPeople, byCustomer, type DemoPerson } from '#database/demo/world'

/* Requests of the last days, one story for each state that somebody can meet on a desk. */

interface Telling {
  chapter: Chapter
  count: number
  /** Issued between so many hours before now. */
  hours: readonly [number, number]
}

const TELLINGS: readonly Telling[] = [
  { chapter: 'delivered', count: 18, hours: [4 * 24, 12 * 24] },
  { chapter: 'expired', count: 5, hours: [4 * 24, 12 * 24] },
  { chapter: 'refunded', count: 1, hours: [6 * 24, 9 * 24] },
  { chapter: 'cancelled_by_customer', count: 3, hours: [24, 9 * 24] },
  { chapter: 'cancelled_by_staff', count: 2, hours: [24, 9 * 24] },
  { chapter: 'wrong_number', count: 2, hours: [24, 6 * 24] },
  { chapter: 'shipped', count: 7, hours: [40, 5 * 24] },
  { chapter: 'refund_due', count: 2, hours: [30, 60] },
  { chapter: 'picked', count: 4, hours: [20, 60] },
  { chapter: 'part_picked', count: 1, hours: [20, 60] },
  { chapter: 'paid', count: 6, hours: [8, 40] },
  { chapter: 'mismatched', count: 1, hours: [20, 30] },
  { chapter: 'payment_failed', count: 3, hours: [10, 40] },
  { chapter: 'confirmed', count: 6, hours: [8, 50] },
  { chapter: 'no_answer_twice', count: 2, hours: [20, 44] },
  { chapter: 'no_answer', count: 3, hours: [8, 30] },
  { chapter: 'issued', count: 8, hours: [0.2, 14] },
]

/** What each of the demo's members finds in his panel, the first of them the most. */
const DEMO_CHAPTERS: readonly (readonly Chapter[])[] = [
  [
    'delivered',
    'delivered',
    'expired',
    'cancelled_by_customer',
    'shipped',
    'paid',
    'confirmed',
    'issued',
  ],
  ['delivered', 'shipped', 'payment_failed'],
  ['issued'],
]

export function planRecentOrders(recent: Recent, scale: number) {
  const demo = demoPeople(recent.world)
  for (const [place, chapters] of DEMO_CHAPTERS.entries()) {
    for (const chapter of chapters) {
      const { hours } = TELLINGS.find((telling) => telling.chapter === chapter)!
      planStory(recent, chapter, hours, demo[place])
    }
  }
  for (const { chapter, count, hours } of TELLINGS) {
    for (let nth = 0; nth < Math.max(1, Math.round(count * Math.min(1, scale * 4))); nth++) {
      planStory(recent, chapter, hours, somebody(recent, chapter))
    }
  }
}

/** New faces ask first; who is not yet known is the one to be called. */
function somebody({ world }: Recent, chapter: Chapter): DemoPerson {
  const isNew = chapter === 'wrong_number' || world.random.chance(chapter === 'issued' ? 0.4 : 0.1)
  for (;;) {
    const one = world.random.pick(world.people)
    if (one.isDemo || !one.isRegistered) continue
    if (one.status === (isNew ? 'awaiting_validation' : 'valid')) return one
  }
}

function planStory(
  recent: Recent,
  chapter: Chapter,
  [least, most]: readonly [number, number],
  person: DemoPerson
) {
  const { random } = recent.world
  const at = recent.now - Math.floor((least + (most - least) * random.next()) * HOUR)
  const order: RecentOrder = { preInvoiceId: 0, person, validUntil: at + VALIDITY }
  plan(recent, at, async () => {
    order.preInvoiceId = await issue(recent, person, chapter)
    STORIES[chapter](recent, order, at)
  })
}

/** Of the demo's members, the one who still has to pay has put some credit aside. */
async function someCredit(
  { world }: Recent,
  { person, chapter, total }: { person: DemoPerson; chapter: Chapter; total: number }
): Promise<number> {
  if (person.isDemo && chapter !== 'confirmed') return 0
  if (!person.isDemo && !world.random.chance(0.25)) return 0
  const all = await spendable(person, total)
  return person.isDemo ? Math.floor(all / 40_000) * 10_000 : all
}

/** Goods that the nearest branch has and no branch before it, so that every branch has its work. */
async function issue(recent: Recent, person: DemoPerson, chapter: Chapter): Promise<number> {
  const { world, history } = recent
  const { random } = world
  const branch = random.weighted(world.branches.map((each) => [each, each.share] as const))
  const goods = history.shelves.ownOf(world.branches, world.branches.indexOf(branch))
  const affordable = goods.filter(({ price }) => price < (person.isDemo ? 20_000_000 : 60_000_000))
  const lines = Array.from({ length: random.int(1, 3) }, () => ({
    variantId: random.pick(affordable).id,
    quantity: chapter !== 'part_picked' && random.chance(0.85) ? 1 : 2,
  }))
  const deliveryMethod = random.chance(0.85) ? ('courier' as const) : ('pickup' as const)
  const member = await Member.of(person.id)
  const { total } = await priceBill({ lines, member, deliveryMethod })
  const { firstName, lastName, mobile, city, address, postalCode } = person
  const { preInvoiceId } = await issuePreInvoice({
    customerId: person.id,
    lines,
    deliveryMethod,
    recipient: { name: `${firstName} ${lastName}`, mobile, city: city.nameFa, address, postalCode },
    note: random.chance(0.15) ? 'لطفاً عصر تحویل شود.' : null,
    credit: await someCredit(recent, { person, chapter, total }),
    expectedTotal: total,
    key: recent.key(),
    by: byCustomer(person),
  })
  return preInvoiceId
}
