import type { DateTime } from 'luxon'
import { hasMany } from '@adonisjs/lucid/orm'
import type { HasMany } from '@adonisjs/lucid/types/relations'
import { clock } from '#app/core/clock'
import type { Locale } from '#app/core/digits'
import { TEHRAN } from '#app/core/jalali'
import StaffRole from '#app/people/models/staff_role'
import { type Right, type Role, ROLE_RIGHTS } from '#app/people/rights'
import { StaffSchema } from '#database/schema'

/** The last second (UTC) of the Tehran day of that moment. */
export function endOfTehranDay(at: DateTime): DateTime {
  return at.setZone(TEHRAN).endOf('day').startOf('second').toUTC()
}

/** A member of staff. Rights come from the roles, which the sign-in guard preloads. */
export default class Staff extends StaffSchema {
  static table = 'staff'

  declare locale: Locale

  @hasMany(() => StaffRole)
  declare roles: HasMany<typeof StaffRole>

  get fullName() {
    return `${this.firstName} ${this.lastName}`
  }

  get isOnDuty() {
    return !this.hasTimeOff || this.isGoing
  }

  /** Some time off is known that is not over. */
  get hasTimeOff() {
    return this.offDutyUntil !== null && this.offDutyUntil > clock.now()
  }

  /** His time off is still to come. */
  get isGoing() {
    return this.hasTimeOff && this.offDutyFrom !== null && this.offDutyFrom > clock.now()
  }

  hasRole(role: Role) {
    return this.roles.some((held) => held.role === role)
  }

  /** Whether a role gives the right in that branch; without a branch: in any. */
  can(right: Right, branchId?: number | null): boolean {
    const branches = this.branchesFor(right)
    if (branches === 'all') return true
    return typeof branchId === 'number' ? branches.includes(branchId) : branches.length > 0
  }

  /** The branches in which he has the right: for the WHERE of a list. */
  branchesFor(right: Right): 'all' | number[] {
    const giving = this.roles.filter((held) => ROLE_RIGHTS[held.role].includes(right))
    if (giving.some((held) => held.branchId === null)) return 'all'
    return [...new Set(giving.map((held) => Number(held.branchId)))]
  }
}
