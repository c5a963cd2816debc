import type { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'

/**
 * Sends a paper to be looked at in the browser. It names people and amounts: nobody on the way
 * keeps a copy, and no search engine lists it.
 */
export function sendPaper({ response }: HttpContext, paper: Readable, file: string) {
  response.header('Content-Type', 'application/pdf')
  response.header('Content-Disposition', `inline; filename="${file}.pdf"`)
  response.header('Cache-Control', 'private, no-store')
  response.header('X-Robots-Tag', 'noindex, nofollow')
  return response.stream(paper)
}
