import { normalizeMobile } from '#app/core/mobile'
import type { CustomerStatus } from '#app/people/models/customer'
import { FAMILY_NAMES, FEMALE_NAMES, MALE_NAMES, STREETS } from '#database/demo/names'
import type { Random } from '#database/demo/random'
import { momentOfDay } from '#database/demo/rhythm'
import { DAY, startOfDay } from '#database/demo/times'
import type { DemoPerson, World } from '#database/demo/world'
import { DEMO_ACCOUNTS } from '#start/demo_accounts'

/* Who the customers and members of the demo are. */

const PREFIXES = ['0912', '0913', '0917', '0919', '0935', '0936', '0901', '0910', '0990', '0921']

/** How many of a hundred members are in each tier, and how much more they buy than a bronze one. */
const TIER_SHARES: Record<string, readonly [share: number, weight: number]> = {
  bronze: [58, 1],
  silver: [28, 2.2],
  gold: [11, 4.5],
  diamond: [3, 8],
}
const STRANGER_WEIGHT = 0.4

const STATUSES: readonly (readonly [CustomerStatus, number])[] = [
  ['valid', 92],
  ['awaiting_validation', 5],
  ['wrong_number', 2],
  ['blocked', 1],
]

/** Everyone, the longest known first; some of them are not customers before the history ends. */
export function inventPeople(
  world: World,
  count: { customers: number; members: number },
  cities: readonly { id: number; nameFa: string }[]
): DemoPerson[] {
  const people = DEMO_ACCOUNTS.members.map((member) => demoMember(world, member, cities))
  const taken = new Set(people.map((person) => person.mobile))
  while (people.length < count.customers) {
    const person = stranger(world, cities)
    if (taken.has(person.mobile)) continue
    taken.add(person.mobile)
    people.push(person)
  }
  people.sort((a, b) => a.createdAt - b.createdAt)
  chooseMembers(world, people, count.members)
  return people
}

function stranger(world: World, cities: readonly { id: number; nameFa: string }[]): DemoPerson {
  const { random } = world
  const branch = random.weighted(world.branches.map((each) => [each, each.share] as const))
  const away = random.chance(0.15)
  const home = cities.find((city) => city.nameFa === branch.cityFa) ?? cities[0]
  const city = away ? random.pick(cities) : home
  const mobile = normalizeMobile(random.pick(PREFIXES) + String(random.int(1_000_000, 9_999_999)))
  return somebody(world, {
    mobile: mobile!,
    firstName: random.pick(random.chance(0.5) ? FEMALE_NAMES : MALE_NAMES),
    lastName: random.pick(FAMILY_NAMES),
    branch,
    city,
    createdAt: firstSeen(world),
    weight: STRANGER_WEIGHT,
  })
}

/** More of them in the last year than in each of those before. */
function firstSeen({ random, from, until }: World): number {
  const isOld = random.chance(0.55)
  const [least, most] = isOld ? [from - 600 * DAY, from] : [from, until - 20 * DAY]
  return momentOf(least + (most - least) * Math.sqrt(random.next()), random)
}

function demoMember(
  world: World,
  member: (typeof DEMO_ACCOUNTS.members)[number],
  cities: readonly { id: number; nameFa: string }[]
): DemoPerson {
  const branch = world.branches[0]
  const isNew = member.tier === 'bronze'
  const createdAt = isNew ? world.until - 40 * DAY : world.from - 150 * DAY
  const tier = world.tiers.find(({ code }) => code === member.tier) ?? world.tiers[0]
  return {
    ...somebody(world, {
      mobile: normalizeMobile(member.mobile)!,
      firstName: member.firstName,
      lastName: member.lastName,
      branch,
      city: cities.find((city) => city.nameFa === branch.cityFa) ?? cities[0],
      createdAt: momentOf(createdAt, world.random),
      weight: member.tier === 'gold' ? 5 : isNew ? 0 : 1,
    }),
    status: 'valid',
    isDemo: true,
    joins: { at: createdAt + 2 * DAY, tier },
  }
}

type Known = Pick<
  DemoPerson,
  'mobile' | 'firstName' | 'lastName' | 'branch' | 'city' | 'createdAt' | 'weight'
>

function somebody({ random }: World, known: Known): DemoPerson {
  const street = random.pick(STREETS)
  const address = `خیابان ${street}، کوچه ${random.pick(STREETS)}، پلاک ${random.int(1, 240)}، واحد ${random.int(1, 12)}`
  return {
    ...known,
    id: 0,
    address,
    postalCode: String(random.int(1_100_000_000, 9_899_999_999)),
    joins: null,
    isRegistered: false,
    status: random.weighted(STATUSES),
    isDemo: false,
    member: null,
    stats: null,
    bought: { year: 0, amount: 0 },
  }
}

function chooseMembers({ random, tiers, from, until }: World, people: DemoPerson[], count: number) {
  const shares = tiers.map((tier) => [tier, TIER_SHARES[tier.code]?.[0] ?? 1] as const)
  let missing = count - people.filter(({ joins }) => joins).length
  for (const [place, one] of people.entries()) {
    if (one.joins || missing <= 0) continue
    if (!random.chance(missing / (people.length - place))) continue
    missing--
    const kind = random.weighted(shares)
    const waits = random.chance(0.5) ? 60 : random.int(DAY, 90 * DAY)
    const at = Math.min(one.createdAt + waits, until - DAY)
    one.status = 'valid'
    /* Whoever joins within the history rises by what he buys in it. */
    one.joins = { at, tier: at < from ? kind : tiers[0] }
    one.weight = TIER_SHARES[kind.code]?.[1] ?? 1
  }
}

/** A likely moment of the Tehran day of that moment. */
const momentOf = (at: number, random: Random) => momentOfDay(startOfDay(at), 'web', random)
