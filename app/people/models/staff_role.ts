import type { Role } from '#app/people/rights'
import { StaffRoleSchema } from '#database/schema'

/** A role that a member of staff holds in a branch; without a branch it holds in all of them. */
export default class StaffRole extends StaffRoleSchema {
  static table = 'staff_roles'

  declare role: Role
}
