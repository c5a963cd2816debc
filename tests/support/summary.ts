import { writeFileSync } from 'node:fs'
import type { PluginFn } from '@japa/runner/types'

/**
 * Writes the counts of a finished run as JSON to the file named by TEST_SUMMARY_FILE, so that
 * `npm test` adds up numbers instead of reading them off the screen. A run that dies midway
 * leaves no file, which counts as a failure.
 */
export function summary(): PluginFn {
  return ({ runner, emitter }) => {
    const file = process.env.TEST_SUMMARY_FILE
    if (!file) return
    emitter.on('runner:end', () => {
      const { aggregates, hasError } = runner.getSummary()
      writeFileSync(file, JSON.stringify({ ...aggregates, hasError }))
    })
  }
}
