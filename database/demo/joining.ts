import { normalizeCardNumber } from '#app/club/numbers'
import { customerKeys } from '#app/people/models/customer'
import { memberOf, type Books } from '#database/demo/books'
import type { Row } from '#database/demo/bulk'
import type { CustomerFiles } from '#database/demo/customer_file'
import type { Random } from '#database/demo/random'
import { DAY, stamp } from '#database/demo/times'
import {
  byCustomer,
  NOBODY,
  type DemoPerson,
  type DemoTier,
  type World,
} from '#database/demo/world'

/* The day on which somebody becomes a customer, and the one on which he joins the club. */

const CODE_LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'

/** Writes a customer into the books when his day comes, and plans the day on which he joins. */
export function register(world: World, files: CustomerFiles, books: Books, one: DemoPerson) {
  const at = one.createdAt
  one.id = world.bulk.add('customers', customerRow(world, one))
  one.isRegistered = true
  files.record('customer_registered', {
    at,
    person: one,
    caseId: null,
    branchId: one.branch.id,
    by: byCustomer(one),
  })
  if (one.joins) world.agenda.put(one.joins.at, () => join(world, files, books, one, one.joins!))
}

function customerRow({ random }: World, one: DemoPerson): Row {
  const { mobile, firstName, lastName } = one
  const { searchKey, lastNameKey } = customerKeys({ mobile, firstName, lastName })
  const isKnown = one.status === 'valid'
  const hasBirthday = one.isDemo || (one.joins !== null && random.chance(0.8))
  return {
    mobile,
    first_name: firstName,
    last_name: lastName,
    status: one.status,
    kind: 'natural',
    city_id: one.city.id,
    address: one.address,
    postal_code: one.postalCode,
    birth_year: hasBirthday ? random.int(1335, 1385) : null,
    birth_month: hasBirthday ? random.int(1, 12) : null,
    birth_day: hasBirthday ? random.int(1, 29) : null,
    locale: 'fa',
    branch_id: one.branch.id,
    search_key: searchKey,
    last_name_key: lastNameKey,
    validated_at: isKnown ? stamp(one.createdAt + 3600) : null,
    created_at: stamp(one.createdAt),
  }
}

const SOURCES = [
  ['till', 45],
  ['web', 35],
  ['invitation', 12],
  ['staff', 8],
] as const

function join(
  world: World,
  files: CustomerFiles,
  books: Books,
  one: DemoPerson,
  { at, tier }: { at: number; tier: DemoTier }
) {
  const source = world.random.weighted(SOURCES)
  const referralCode = newCode(world.random)
  const lowest = world.tiers[0]
  const row = world.bulk.row('members', {
    customer_id: one.id,
    tier_id: lowest.id,
    source,
    referral_code: referralCode,
    referrer_id: source === 'invitation' ? referrer(world) : null,
    joined_at: stamp(at),
    created_at: stamp(at),
  })
  const { id } = row
  const [card] = issueCards(world, id, one, at)
  const credit = books.openMemberAccount('member_credit', one.id, at)
  const pending = books.openMemberAccount('member_pending', one.id, at)
  world.bulk.add('wallets', {
    customer_id: one.id,
    credit_account_id: credit.id,
    pending_account_id: pending.id,
    created_at: stamp(at),
  })
  const [cardId, cardNumber] = [Number(card.id), String(card.number)]
  one.member = {
    id,
    row,
    tier: lowest,
    referralCode,
    cardId,
    cardNumber,
    credit,
    pending,
    lots: [],
  }
  world.memberIds.push(id)
  files.record('member_joined', {
    at,
    person: one,
    caseId: null,
    about: { type: 'member', id },
    branchId: one.branch.id,
    by: source === 'web' || source === 'invitation' ? byCustomer(one) : NOBODY,
    facts: { tier: lowest.code, source },
  })
  if (tier.id === lowest.id) return
  const roseAt = Math.max(at + DAY, world.random.int(at, world.from))
  world.agenda.put(roseAt, () => raise(files, one, tier, roseAt))
}

/** A member rises to a tier. */
export function raise(files: CustomerFiles, one: DemoPerson, tier: DemoTier, at: number) {
  const member = memberOf(one)
  const facts = { from: member.tier.code, to: tier.code }
  member.tier = tier
  member.row.tier_id = tier.id
  const about = { type: 'member', id: member.id }
  files.record('tier_raised', {
    at,
    person: one,
    caseId: null,
    about,
    branchId: null,
    by: NOBODY,
    facts,
  })
}

/** Only who is a member already can have invited. */
function referrer({ random, memberIds }: World): number | null {
  return memberIds.length > 0 ? random.pick(memberIds) : null
}

function newCode(random: Random): string {
  return Array.from({ length: 8 }, () => CODE_LETTERS[random.int(0, CODE_LETTERS.length - 1)]).join(
    ''
  )
}

/** An electronic card for everybody, and one of plastic for every third. */
function issueCards(
  { random, bulk, cardPrefix }: World,
  memberId: number,
  one: DemoPerson,
  at: number
) {
  const kinds = random.chance(0.35) ? ['electronic', 'physical'] : ['electronic']
  return kinds.map((kind) =>
    bulk.row('cards', {
      member_id: memberId,
      number: newCardNumber(cardPrefix, random),
      kind,
      status: 'active',
      branch_id: one.branch.id,
      created_at: stamp(at),
    })
  )
}

/** Sixteen digits, of which the last is the one that makes the number a card's. */
function newCardNumber(prefix: string, random: Random): string {
  let digits = prefix
  while (digits.length < 15) digits += random.int(0, 9)
  for (let check = 0; check < 10; check++) {
    if (normalizeCardNumber(`${digits}${check}`)) return `${digits}${check}`
  }
  throw new Error(`No check digit fits ${digits}`)
}
