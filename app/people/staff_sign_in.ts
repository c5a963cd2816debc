import hash from '@adonisjs/core/services/hash'
import { latinDigits } from '#app/core/digits'
import Staff from '#app/people/models/staff'

/** A password nobody has, so that an unknown name costs as much time as a wrong password. */
let nobodys: Promise<string> | undefined

/** The active member of staff of that name and password, or null; both cost the same time. */
export async function staffByPassword(username: string, password: string): Promise<Staff | null> {
  const staff = await Staff.query()
    .where('username', latinDigits(username).trim().toLowerCase())
    .where('active', true)
    .preload('roles')
    .first()
  const standIn = await (nobodys ??= hash.make('nobody'))
  const fits = await hash.verify(staff?.password ?? standIn, password)
  return staff && fits ? staff : null
}
