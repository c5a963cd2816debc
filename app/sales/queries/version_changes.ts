import type { DateTime } from 'luxon'
import type { Rial } from '#app/core/money'
import Staff from '#app/people/models/staff'
import type PreInvoice from '#app/sales/models/pre_invoice'
import PreInvoiceVersion, { type VersionLine } from '#app/sales/models/pre_invoice_version'

/** One line that differs; `before` is absent for an added one, `after` for one that was taken out. */
export interface LineChange {
  kind: 'added' | 'removed' | 'changed'
  line: VersionLine
  before: VersionLine | null
  after: VersionLine | null
}

/** What one version changed of the one before it. Amounts in Rial. */
export interface VersionChanges {
  version: number
  at: DateTime
  reason: string | null
  /** Who changed it, for staff to see. */
  by: string | null
  lines: LineChange[]
  freight: { before: Rial; after: Rial }
  total: { before: Rial; after: Rial }
  credit: { before: Rial; after: Rial }
}

/** Every change of a document, the newest first; none for one that was never edited. */
export async function versionChanges(preInvoice: PreInvoice): Promise<VersionChanges[]> {
  if (preInvoice.version === 1) return []
  const versions = await PreInvoiceVersion.of(preInvoice)
  const ids = versions.filter((row) => row.actorKind === 'staff').map((row) => row.actorId!)
  const editors = await Staff.findMany(ids)
  const staff = new Map(editors.map((one) => [one.id, one.fullName]))
  return versions
    .slice(1)
    .map((after, index) => changesOf(versions[index], after, staff.get(after.actorId!) ?? null))
    .reverse()
}

function changesOf(
  before: PreInvoiceVersion,
  after: PreInvoiceVersion,
  by: string | null
): VersionChanges {
  return {
    version: after.version,
    at: after.createdAt,
    reason: after.reason,
    by,
    lines: lineChanges(before.lines, after.lines),
    freight: { before: before.freight, after: after.freight },
    total: { before: before.total, after: after.total },
    credit: { before: fromWallet(before), after: fromWallet(after) },
  }
}

/** What the wallet pays of a version, in Rial. */
const fromWallet = ({ creditAmount, cashAmount }: PreInvoiceVersion) => creditAmount + cashAmount

/** Lines that differ in quantity, price or discount, in the order in which they stand. */
export function lineChanges(before: VersionLine[], after: VersionLine[]): LineChange[] {
  const former = new Map(before.map((line) => [line.variantId, line]))
  const next = new Map(after.map((line) => [line.variantId, line]))
  const removed = before.filter((line) => !next.has(line.variantId))
  return [
    ...after.flatMap((line): LineChange[] => {
      const old = former.get(line.variantId)
      if (!old) return [{ kind: 'added', line, before: null, after: line }]
      return same(old, line) ? [] : [{ kind: 'changed', line, before: old, after: line }]
    }),
    ...removed.map((line) => ({ kind: 'removed', line, before: line, after: null }) as const),
  ]
}

const same = (one: VersionLine, other: VersionLine) =>
  one.quantity === other.quantity &&
  one.unitPrice === other.unitPrice &&
  one.discount === other.discount
