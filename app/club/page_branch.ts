import type Customer from '#app/people/models/customer'
import type Staff from '#app/people/models/staff'

/** The customer's own branch where the right to change credit holds there, else that of who asks. */
export function branchOfChange(staff: Staff, { branchId }: Customer): number | null {
  const branches = staff.branchesFor('credit.adjust')
  if (branches === 'all' || (branchId !== null && branches.includes(branchId))) return branchId
  return branches[0]
}
