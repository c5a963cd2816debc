import { RECORD_KINDS, type RecordKind } from '#app/crm/playbook'

/** The sieves of the customer file. */
export const FILE_FILTERS = ['orders', 'money', 'credit', 'tickets', 'person'] as const
export type FileFilterName = (typeof FILE_FILTERS)[number]

const BEGINNINGS: Readonly<Record<FileFilterName, RegExp>> = {
  orders: /^(pre_invoice|validation|invoice|remittance|shipped|delivered|till_sale)/,
  money: /^(payment|refund|invoice|till_sale)/,
  credit: /^(credit|debt)/,
  tickets: /^ticket/,
  person: /^(customer|member|card|tier)/,
}

/** The kinds of record that a sieve lets through; all when there is none. */
export function kindsOf(name: FileFilterName | undefined): RecordKind[] | undefined {
  return name && RECORD_KINDS.filter((kind) => BEGINNINGS[name].test(kind))
}
