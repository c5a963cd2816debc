import { hash, randomBytes } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import { clock } from '#app/core/clock'
import { changed, sqlTime } from '#app/core/sql'
import { DeviceSchema } from '#database/schema'

type Owner = { customerId: number } | { staffId: number }

/** Browsers borrow each other's names, so the one that borrows comes first. */
const BROWSERS = {
  'Edge': /Edg/,
  'Samsung Internet': /SamsungBrowser/,
  'Opera': /OPR\//,
  'Firefox': /Firefox|FxiOS/,
  'Chrome': /Chrome|CriOS/,
  'Safari': /Safari/,
}
const SYSTEMS = {
  Android: /Android/,
  iPhone: /iPhone/,
  iPad: /iPad/,
  Windows: /Windows/,
  Mac: /Mac OS/,
  Linux: /Linux/,
}

/** A signed-in browser. Its session holds the token, the row only the token's hash. */
export default class Device extends DeviceSchema {
  static table = 'devices'

  /** «Chrome · Android»: enough for its owner to know it again. */
  get name(): string {
    const agent = this.userAgent ?? ''
    const first = (names: Record<string, RegExp>) =>
      Object.keys(names).find((name) => names[name].test(agent))
    return [first(BROWSERS), first(SYSTEMS)].filter(Boolean).join(' · ')
  }

  static hashOf(token: string) {
    return hash('sha256', token)
  }

  /** Opens a device for its owner and answers the token for the browser's session. */
  static async open(owner: Owner, { request }: Pick<HttpContext, 'request'>): Promise<string> {
    const token = randomBytes(24).toString('base64url')
    await Device.create({
      ...owner,
      tokenHash: Device.hashOf(token),
      userAgent: request.header('user-agent')?.slice(0, 255) ?? null,
      ip: request.ip(),
      lastSeenAt: clock.now(),
    })
    return token
  }

  /** Ends a device of that owner; answers whether there was one to end. */
  static async revoke(where: Owner & { id: number }): Promise<boolean> {
    const update = Device.query()
      .where(where)
      .whereNull('revoked_at')
      .update({ revoked_at: sqlTime(clock.now()) })
    return (await changed(update)) === 1
  }
}
