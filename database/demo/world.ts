import { SYSTEM, type Actor } from '#app/core/actor'
import { normalizeMobile } from '#app/core/mobile'
import type { Rial } from '#app/core/money'
import type { CustomerStatus } from '#app/people/models/customer'
import type { Agenda } from '#database/demo/agenda'
import type { Bulk, Row, Stored } from '#database/demo/bulk'
import type { DemoBranch, DemoStaffMember } from '#database/demo/business'
import type { Random } from '#database/demo/random'
import type { OfficeHours } from '#database/demo/times'
import { DEMO_ACCOUNTS } from '#start/demo_accounts'

/* What the history of the demo is told with. Moments are Unix seconds, money is Rial. */

export interface DemoTier {
  id: number
  code: string
  nameFa: string
  nameEn: string
  earnBasisPoints: number
  spendThreshold: Rial
  maxShareBasisPoints: number
  /** Purchases of a Jalali year that lead here. */
  threshold: Rial
}

export interface DemoVariant {
  id: number
  productId: number
  categoryId: number
  sku: string
  nameFa: string
  nameEn: string
  price: Rial
  memberPrice: Rial | null
  vatExempt: boolean
  /** When it came into the shop. */
  since: number
  /** None of it is left now. */
  isSoldOut: boolean
  /** How often it is bought, beside others. */
  popularity: number
}

/** Credit that is there to be spent. */
export interface OpenLot {
  row: Stored
  expiresAt: number
}

export interface DemoMember {
  id: number
  row: Stored
  tier: DemoTier
  referralCode: string
  cardId: number
  cardNumber: string
  credit: Stored
  pending: Stored
  /** The soonest to expire first. */
  lots: OpenLot[]
}

export interface DemoPerson {
  id: number
  mobile: string
  firstName: string
  lastName: string
  branch: DemoBranch
  city: { id: number; nameFa: string }
  address: string
  postalCode: string
  createdAt: number
  /** When he joins the club, and the tier that he soon has; null: never. */
  joins: { at: number; tier: DemoTier } | null
  /** How much he buys, beside others. */
  weight: number
  isRegistered: boolean
  status: CustomerStatus
  /** One of those whom the sign-in page names. */
  isDemo: boolean
  member: DemoMember | null
  stats: Row | null
  /** Net purchases of a Jalali year. */
  bought: { year: number; amount: Rial }
}

export interface World {
  bulk: Bulk
  agenda: Agenda
  random: Random
  office: OfficeHours
  branches: DemoBranch[]
  staff: DemoStaffMember[]
  tiers: DemoTier[]
  /** First digits of the house's cards. */
  cardPrefix: string
  people: DemoPerson[]
  memberIds: number[]
  /** What credit lives and waits, by the settings. */
  terms: { creditMonths: number; pendingDays: number; freight: { flat: Rial; freeFrom: Rial } }
  variants: DemoVariant[]
  /** The history is told from here until there. */
  from: number
  until: number
}

export type Doer = Actor
export const NOBODY: Doer = SYSTEM

export const byStaff = (id: number) => ({ kind: 'staff', id }) as const
export const byCustomer = (person: DemoPerson) => ({ kind: 'customer', id: person.id }) as const

/** The member of staff who has the role in the branch, or in all of them. */
export function staffOf(world: World, role: string, branchId: number): number {
  const found = world.staff.find(
    (person) => person.role === role && (person.branchId === branchId || person.branchId === null)
  )
  if (!found) throw new Error(`Nobody is ${role} in branch ${branchId}`)
  return found.id
}

/** Those whom the sign-in page names, in its order. */
export function demoPeople({ people }: World): DemoPerson[] {
  return DEMO_ACCOUNTS.members.map(({ mobile }) => {
    const known = people.find((one) => one.mobile === normalizeMobile(mobile))
    if (!known) throw new Error(`Nobody of the demo has ${mobile}`)
    return known
  })
}
