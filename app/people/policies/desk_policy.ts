import { BasePolicy, Bouncer } from '@adonisjs/bouncer'
import type Staff from '#app/people/models/staff'
import type { Right } from '#app/people/rights'

/** What staff may do at the desk: the right of a role, in the branches where he has that role. */
export default class DeskPolicy extends BasePolicy {
  /** Without a branch: whether he may do it anywhere. */
  work(staff: Staff, right: Right, branchId: number | null = null): boolean {
    return staff.can(right, branchId)
  }
}

/** Whether the policy lets him; the caller says no in its own way. */
export function mayWork(staff: Staff, right: Right, branchId: number | null = null) {
  return new Bouncer(staff).with(DeskPolicy).allows('work', right, branchId)
}
