import { CrmCaseSchema } from '#database/schema'

export const CASE_KINDS = ['sale', 'till', 'ticket', 'membership', 'wallet', 'other'] as const
export type CaseKind = (typeof CASE_KINDS)[number]

/** A matter with one customer: every chain of records, tasks and documents hangs on one. */
export default class CrmCase extends CrmCaseSchema {
  static table = 'crm_cases'

  declare kind: CaseKind
}
