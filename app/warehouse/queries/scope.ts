import db from '@adonisjs/lucid/services/db'
import { found } from '#app/core/refusal'

/** The branches in which a member of staff has the right that a page asks for. */
export type Branches = 'all' | number[]

export interface WarehouseRow {
  id: number
  branch_id: number
  name_fa: string
  name_en: string
}

/** The active warehouses of these branches: what staff may look into. */
export function warehousesOf(branches: Branches): Promise<WarehouseRow[]> {
  const query = db
    .from('warehouses')
    .where('active', 1)
    .orderBy('priority')
    .orderBy('id')
    .select('id', 'branch_id', 'name_fa', 'name_en')
  return branches === 'all' ? query : query.whereIn('branch_id', branches)
}

/** The warehouse, when it is one of these. @throws NotFound */
export function oneOf(warehouses: WarehouseRow[], id: number): WarehouseRow {
  return found(warehouses.find((warehouse) => warehouse.id === id))
}
