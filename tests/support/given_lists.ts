import { clock } from '#app/core/clock'
import { jalaliParts } from '#app/core/jalali'
import { openTierRun } from '#app/club/actions/open_tier_run'
import { planTiers } from '#app/club/actions/plan_tiers'
import { saveBenefit } from '#app/club/actions/save_benefit'
import Tier, { termsOf } from '#app/club/models/tier'
import type Staff from '#app/people/models/staff'
import { startSimulation } from '#app/reports/actions/simulate_earning'
import { givenProduct } from '#tests/support/given_catalogue'
import { givenClub } from '#tests/support/given_club'
import { givenMembershipRule, givenRules } from '#tests/support/given_rules'
import { asStaff, givenDelivered, givenShop, newKey } from '#tests/support/given_sales'
import {
  givenCount,
  givenLowNotice,
  givenTransfer,
  givenWarehouse,
} from '#tests/support/given_warehouse'

/** At least one row in every list of the club's rules, of the work and of the warehouse. */
export async function givenListRows(manager: Staff) {
  const by = asStaff(manager)
  await givenClubRows(manager)
  const shop = await givenShop()
  await givenDelivered(shop)
  const [from, to] = [await givenWarehouse(), await givenWarehouse()]
  const { variantId } = await givenProduct({ stock: 9, warehouseId: from })
  await givenTransfer({ from, to, variantId, quantity: 2, by })
  await givenCount({ warehouseId: from, variantId, quantity: 8, by })
  const { variantId: gone } = await givenProduct()
  await givenLowNotice(to, gone)
  return { from, to, variantId }
}

async function givenClubRows(manager: Staff) {
  const by = asStaff(manager)
  await givenRules({ title: 'پاییزه', basisPoints: 500 })
  await givenMembershipRule()
  await givenClub.tiers()
  const tiers = await Tier.ladder()
  const today = clock.now()
  const changed = tiers.map((tier) => ({
    ...termsOf(tier),
    tierId: tier.id,
    to: null,
    referralBasisPoints: tier.referralBasisPoints + 1,
  }))
  await planTiers({ tiers: changed, startsOn: null, note: null, by, key: newKey() })
  const names = { nameFa: 'بسته‌بندی هدیه', nameEn: 'Gift wrapping' }
  const { code } = tiers[0]
  await saveBenefit({
    benefitId: null,
    ...names,
    period: 'month',
    active: true,
    uses: { [code]: 2 },
    by,
  })
  await startSimulation({ by, key: newKey() })
  const { year } = jalaliParts(today)
  await openTierRun({ lastDay: { year, month: 1, day: 1 }, by, key: newKey() })
}
