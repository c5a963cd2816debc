import 'reflect-metadata'
import '#tests/support/environment'
import { Ignitor } from '@adonisjs/core'

const APP_ROOT = new URL('../../', import.meta.url)

/** Starts the application without its server and gives it a database of its own. */
export async function boot() {
  const app = new Ignitor(APP_ROOT, {
    importer: (path) => import(path.startsWith('.') ? new URL(path, APP_ROOT).href : path),
  })
    .tap((booting) => {
      booting.booting(async () => {
        await import('#start/env')
      })
    })
    .createApp('repl')
  await app.init()
  await app.boot()
  await app.start(() => undefined)
  const { dropTemplate, freshDatabase, prepareTemplate } = await import('#tests/support/database')
  await prepareTemplate()
  return {
    freshDatabase,
    async end() {
      await dropTemplate()
      await app.terminate()
    },
  }
}

export const say = (text: string) => process.stderr.write(`${text}\n`)
