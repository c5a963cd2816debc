import type { HttpContext } from '@adonisjs/core/http'
import { errors, symbols } from '@adonisjs/auth'
import type { AuthClientResponse, GuardContract } from '@adonisjs/auth/types'
import { clock } from '#app/core/clock'
import { columnsAs, modelOf, parted } from '#app/core/rows'
import { sqlTime, timeOf } from '#app/core/sql'
import { rowOf, rowsOf } from '#app/core/statement'
import Customer from '#app/people/models/customer'
import Device from '#app/people/models/device'
import Staff from '#app/people/models/staff'
import StaffRole from '#app/people/models/staff_role'

/** Whom a guard knows and how his row is read together with the device. */
interface Kind<User> {
  name: 'member' | 'staff'
  read(tokenHash: string): Promise<User | null>
  own(user: User): { customerId: number } | { staffId: number }
}

const SEEN_EVERY_MINUTES = 10

/**
 * Knows a person by the device token in his session. The token's row is read with his own in one
 * query, at every request, so that revoking it signs him out at once. No token, no query.
 */
export class DeviceGuard<User extends Customer | Staff> implements GuardContract<User> {
  declare [symbols.GUARD_KNOWN_EVENTS]: Record<string, never>
  readonly driverName = 'device'
  user?: User
  isAuthenticated = false
  authenticationAttempted = false

  constructor(
    private kind: Kind<User>,
    private ctx: HttpContext
  ) {}

  get #sessionKey() {
    return `${this.kind.name}_device`
  }

  get #token(): string | undefined {
    return this.ctx.session?.get(this.#sessionKey)
  }

  /** Whether the browser shows a token at all; it may be a revoked one. */
  get hasToken() {
    return typeof this.#token === 'string'
  }

  async check(): Promise<boolean> {
    if (this.authenticationAttempted) return this.isAuthenticated
    this.authenticationAttempted = true
    const token = this.#token
    if (typeof token !== 'string') return false

    const user = await this.kind.read(Device.hashOf(token))
    if (!user) {
      this.ctx.session.forget(this.#sessionKey)
      return false
    }
    this.#know(user)
    await seen(user)
    return true
  }

  async authenticate(): Promise<User> {
    await this.check()
    return this.getUserOrFail()
  }

  getUserOrFail(): User {
    if (this.user) return this.user
    throw new errors.E_UNAUTHORIZED_ACCESS('Nobody is signed in', {
      guardDriverName: this.driverName,
    })
  }

  /** Opens a device for him; the session gets a new id, so that an old one is worth nothing. */
  async signIn(user: User): Promise<void> {
    const token = await Device.open(this.kind.own(user), this.ctx)
    this.ctx.session.regenerate()
    this.ctx.session.put(this.#sessionKey, token)
    this.#know(user)
  }

  async signOut(): Promise<void> {
    const token = this.#token
    if (typeof token === 'string') {
      const row = { revoked_at: sqlTime(clock.now()) }
      await Device.query().where('token_hash', Device.hashOf(token)).update(row)
    }
    this.ctx.session.forget(this.#sessionKey)
    this.ctx.session.regenerate()
    this.user = undefined
    this.isAuthenticated = false
  }

  /** For the tests' client: a device of his and the session that holds its token. */
  async authenticateAsClient(user: User): Promise<AuthClientResponse> {
    const token = await Device.open(this.kind.own(user), this.ctx)
    return { session: { [this.#sessionKey]: token } }
  }

  #know(user: User) {
    this.user = user
    this.isAuthenticated = true
    this.authenticationAttempted = true
  }
}

/** Notes that the device is in use, at most once in ten minutes. */
async function seen(user: Customer | Staff) {
  const last = timeOf(String(user.$extras.device_seen_at))
  const now = clock.now()
  if (now.toMillis() - last.toMillis() < SEEN_EVERY_MINUTES * 60_000) return
  await Device.query()
    .where('id', Number(user.$extras.device_id))
    .update({ last_seen_at: sqlTime(now) })
}

const members: Kind<Customer> = {
  name: 'member',
  own: (customer) => ({ customerId: customer.id }),
  async read(tokenHash) {
    const row = await rowOf(
      `SELECT c.*, d.id AS device_id, d.last_seen_at AS device_seen_at
       FROM devices d JOIN customers c ON c.id = d.customer_id
       WHERE d.token_hash = ? AND d.revoked_at IS NULL AND c.status <> 'blocked'`,
      [tokenHash]
    )
    return row && modelOf(Customer, row)
  },
}

const staff: Kind<Staff> = {
  name: 'staff',
  own: (member) => ({ staffId: member.id }),
  async read(tokenHash) {
    const rows = await rowsOf(staffWithRoles(), [tokenHash])
    if (rows.length === 0) return null
    const parts = rows.map((row) => parted(row, 'r'))
    const member = modelOf(Staff, parts[0][0])
    const roles = parts.filter(([, role]) => role.id !== null)
    member.$setRelated(
      'roles',
      roles.map(([, role]) => modelOf(StaffRole, role))
    )
    return member
  },
}

let withRoles: string | undefined

/** A member of staff by his device, a row for each of his roles. */
function staffWithRoles(): string {
  withRoles ??= `SELECT s.*, d.id AS device_id, d.last_seen_at AS device_seen_at,
      ${columnsAs(StaffRole, 'r')}
    FROM devices d JOIN staff s ON s.id = d.staff_id LEFT JOIN staff_roles r ON r.staff_id = s.id
    WHERE d.token_hash = ? AND d.revoked_at IS NULL AND s.active = 1`
  return withRoles
}

export const memberGuard = (ctx: HttpContext) => new DeviceGuard(members, ctx)
export const staffGuard = (ctx: HttpContext) => new DeviceGuard(staff, ctx)
