import { isAbsolute, resolve } from 'node:path'
import env from '#start/env'
import app from '@adonisjs/core/services/app'

/**
 * The folder that must outlive builds: database, uploads, backups. `node ace build` empties
 * `build/`, so it never lies there: by default it is `var/` beside the sources.
 */
export function dataDir(...parts: string[]): string {
  const configured = env.get('DATA_DIR')
  const root = app.appRoot.pathname.replace(/\/build\/?$/, '/')
  const base = configured
    ? isAbsolute(configured)
      ? configured
      : resolve(root, configured)
    : resolve(root, 'var')
  return resolve(base, ...parts)
}
