import db from '@adonisjs/lucid/services/db'
import { laws } from '#start/laws'

/** Every breach of every law of the house, as lines. */
export async function allBreaches(): Promise<string[]> {
  const lines: string[] = []
  for (const law of laws) {
    for (const { where, expected, found } of await law.check(db.connection())) {
      lines.push(`${law.name}: ${where} expected ${expected}, found ${found}`)
    }
  }
  return lines
}
