import db from '@adonisjs/lucid/services/db'
import { latinDigits } from '#app/core/digits'
import { fold } from '#app/core/fold'
import { normalizeMobile } from '#app/core/mobile'

export interface CustomerSearch {
  q?: string
  /** The last key of the page before. */
  after?: { key: string; id: number }
  limit?: number
}

type KeyColumn = 'id' | 'mobile' | 'last_name_key' | 'search_key'

/** Beyond every letter; a range on a byte-wise index is a search by prefix. */
const END = '\uFFFF'

/**
 * Customers by the beginning of their mobile, last name («محمدی») or first and last name («سارا
 * محمدی»), whichever way letters and digits are written. Each search walks one index, a page at a
 * time; without a search the newest come first.
 */
export async function customerList({ q = '', after, limit = 30 }: CustomerSearch) {
  const { column, prefix } = await waysTo(q)
  const rows = await db
    .from('customers')
    .leftJoin('customer_stats', 'customer_stats.customer_id', 'customers.id')
    .select('customers.id', 'mobile', 'first_name', 'last_name', 'status', 'customers.created_at')
    .select('search_key', 'last_name_key', 'purchases', 'spent', 'last_purchase_at')
    .if(prefix !== '', (query) =>
      query.where(column, '>=', prefix).where(column, '<', prefix + END)
    )
    .if(after, (query) => beyond(query, column, after!))
    .if(column !== 'id', (query) => query.orderBy(column, 'asc'))
    .orderBy('customers.id', column === 'id' ? 'desc' : 'asc')
    .limit(limit + 1)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    rows: shown,
    next: rows.length > limit ? { key: String(last[column]), id: Number(last.id) } : null,
  }
}

type Query = ReturnType<ReturnType<typeof db.from>['where']>

function beyond(query: Query, column: KeyColumn, after: { key: string; id: number }) {
  if (column === 'id') return query.where('customers.id', '<', after.id)
  return query.where((q) =>
    q
      .where(column, '>', after.key)
      .orWhere((same) => same.where(column, after.key).where('customers.id', '>', after.id))
  )
}

/** Digits are a mobile; a word is a last name, or else a first one. */
async function waysTo(q: string): Promise<{ column: KeyColumn; prefix: string }> {
  const text = fold(q)
  if (text === '') return { column: 'id', prefix: '' }
  const digits = latinDigits(text).replace(/[\s\-+]/g, '')
  if (/^\d+$/.test(digits)) return { column: 'mobile', prefix: mobilePrefix(digits) }
  if (await hasAny('last_name_key', text)) return { column: 'last_name_key', prefix: text }
  return { column: 'search_key', prefix: text }
}

function mobilePrefix(digits: string): string {
  return normalizeMobile(digits) ?? `+98${digits.replace(/^(0098|98|0)/, '')}`
}

async function hasAny(column: KeyColumn, prefix: string): Promise<boolean> {
  const row = await db
    .from('customers')
    .where(column, '>=', prefix)
    .where(column, '<', prefix + END)
    .select('id')
    .first()
  return row !== null
}
