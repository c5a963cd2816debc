import type { Locale } from '#app/core/digits'
import { languageOf } from '#app/core/language'

export const IMPORT_PROBLEMS = [
  'empty_file',
  'too_many_rows',
  'missing_column',
  'unknown_column',
  'double_column',
  'price_unit',
  'broken_cell',
  'missing',
  'too_long',
  'markup',
  'bad_sku',
  'double_sku',
  'bad_barcode',
  'double_barcode',
  'not_a_price',
  'negative',
  'zero_price',
  'too_large',
  'ten_times',
  'not_a_quantity',
  'unknown_category',
  'double_variant',
  'two_products',
  'below_reserved',
] as const
export type ImportProblemCode = (typeof IMPORT_PROBLEMS)[number]

/** What is wrong in one cell; row 1 is the header. */
export interface ImportProblem {
  row: number
  /** The header above the cell, as it was written. */
  column: string
  code: ImportProblemCode
  params?: Record<string, string | number>
}

/** «ردیف ۷، ستون «قیمت (ریال)»: …» */
export function sentenceOfProblem(problem: ImportProblem, locale: Locale): string {
  const { t, number } = languageOf(locale)
  const params = Object.fromEntries(
    Object.entries(problem.params ?? {}).map(([key, value]) => [
      key,
      typeof value === 'number' ? number(value) : value,
    ])
  )
  return t('warehouse.import.problem', {
    row: number(problem.row),
    column: problem.column,
    sentence: t(`warehouse.import.problems.${problem.code}`, params),
  })
}
