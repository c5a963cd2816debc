import type { Actor } from '#app/core/actor'
import type { JalaliDay } from '#app/core/jalali'
import { transaction } from '#app/core/transaction'
import { rewardProfile } from '#app/club/actions/reward_action'
import { editCustomer, type ProfileEdit } from '#app/crm/actions/edit_customer'
import { addOccasion, type OccasionKind, setInterests } from '#app/crm/actions/edit_personal'

/** Changes what a customer told about himself; a member whose profile is now complete is thanked. */
export function editProfile(
  order: ProfileEdit & { interests?: readonly number[] }
): Promise<{ fields: string[] }> {
  return transaction(async (trx) => {
    const { customerId, by, interests } = order
    const { fields } = await editCustomer(order, trx)
    if (interests) {
      const set = await setInterests({ customerId, categoryIds: interests, by }, trx)
      if (set.changed) fields.push('interests')
    }
    if (fields.length > 0) await rewardProfile({ customerId, by }, trx)
    return { fields }
  })
}

/**
 * Adds a day of the year that matters to him; it may have been the last thing missing.
 * @throws Refusal of `addOccasion`
 */
export function addProfileOccasion(order: {
  customerId: number
  by: Actor
  kind: OccasionKind
  name: string
  date: JalaliDay
}): Promise<{ occasionId: number }> {
  return transaction(async (trx) => {
    const added = await addOccasion(order, trx)
    await rewardProfile(order, trx)
    return added
  })
}
