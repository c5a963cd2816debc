import { transaction } from '#app/core/transaction'
import { rewardProfile } from '#app/club/actions/reward_action'
import { editCustomer, type ProfileEdit } from '#app/crm/actions/edit_customer'

/** Changes what a customer told about himself; a member whose profile is now complete is thanked. */
export function editProfile(order: ProfileEdit): Promise<{ fields: string[] }> {
  return transaction(async (trx) => {
    const edited = await editCustomer(order, trx)
    const { customerId, by } = order
    if (edited.fields.length > 0) await rewardProfile({ customerId, by }, trx)
    return edited
  })
}
