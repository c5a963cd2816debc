import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** The self-audit in a process of its own, for the job and for whoever wants to see it at once. */
export default class BooksAudit extends BaseCommand {
  static commandName = 'books:audit'
  static description = 'Look at all the books and keep what was seen; exit code 1 when they are red'
  static options: CommandOptions = { startApp: true }

  @flags.number({ description: 'An audit that was begun already' })
  declare audit?: number

  @flags.string({ description: 'The name under which it was claimed' })
  declare worker?: string

  async run() {
    const { SYSTEM } = await import('#app/core/actor')
    const { runSelfAudit, startSelfAudit } = await import('#app/front/actions/audit_books')
    const { default: SelfAudit } = await import('#app/front/models/self_audit')
    const id = this.audit ?? (await startSelfAudit({ by: SYSTEM }))!.auditId
    if (!(await runSelfAudit(id, this.worker))) {
      this.exitCode = 2
      return this.logger.warning(`audit ${id} is worked on by another process, or over`)
    }
    const { state, broken, laws } = await SelfAudit.findOrFail(id)
    if (state === 'green') return this.logger.success(`green: all ${laws} laws hold`)
    this.exitCode = 1
    this.logger.error(`red: ${broken} of ${laws} laws are broken, see /desk/self-audits/${id}`)
  }
}
