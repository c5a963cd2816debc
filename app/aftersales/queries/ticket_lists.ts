import db from '@adonisjs/lucid/services/db'
import { byIndex } from '#app/core/by_index'
import { type TicketStatus, ticketNumber } from '#app/aftersales/models/ticket'

const PAGE = 25

/** One line of a list of tickets. */
export interface TicketRow {
  id: number
  number: string
  subject: string
  status: TicketStatus
  created_at: string
  rating: number | null
  category_fa: string
  category_en: string
  customer_id: number
  first_name: string | null
  last_name: string | null
  mobile: string
  expert: string | null
}

export interface TicketPage {
  rows: TicketRow[]
  /** Id after which the next page begins; null on the last one. */
  next: number | null
}

/** The member's own tickets, newest first. */
export async function ticketsOf(customerId: number, after: number | null): Promise<TicketPage> {
  return pageOf(ticketRows(after).where('t.customer_id', customerId))
}

export interface Queue {
  /** `mine`: of this expert; `branch`: of these branches; `all`: whatever his right reaches. */
  view: 'mine' | 'branch' | 'all'
  staffId: number
  /** The member of staff's home; none: every branch he may see. */
  homeBranchId: number | null
  branches: 'all' | number[]
  status: TicketStatus | 'open' | 'any'
  after: number | null
}

/** The tickets that staff work on, newest first; never one outside their branches. */
export async function ticketQueue(queue: Queue): Promise<TicketPage> {
  const query = ticketRows(queue.after)
  if (queue.view === 'mine') query.where('t.expert_id', queue.staffId)
  if (queue.view === 'branch' && queue.homeBranchId) query.where('t.branch_id', queue.homeBranchId)
  if (queue.branches !== 'all') {
    const branches = queue.branches
    query.where((some) => some.whereIn('t.branch_id', branches).orWhereNull('t.branch_id'))
  }
  if (queue.status === 'open') {
    query.whereIn('t.status', ['waiting_staff', 'waiting_customer'])
    if (keyOf(queue) === 'status') byIndex(query, 'tickets as t', 'tickets_status_id_index')
  } else if (queue.status !== 'any') {
    query.where('t.status', queue.status)
    byIndex(query, 'tickets as t', `tickets_${keyOf(queue)}_id_index`)
  }
  return pageOf(query)
}

/** Open tickets are few; of the others there are more each year, and they are found by their index. */
function keyOf({ view, homeBranchId }: Queue): string {
  if (view === 'mine') return 'expert_id_status'
  return view === 'branch' && homeBranchId ? 'branch_id_status' : 'status'
}

/** By its key: of so small a table MariaDB would make a heap, join by that, and sort all tickets. */
const CATEGORY = 'JOIN ticket_categories k /*! FORCE INDEX (PRIMARY) */ ON k.id = t.category_id'

function ticketRows(after: number | null) {
  const query = db
    .from('tickets as t')
    .joinRaw(CATEGORY)
    .join('customers as c', 'c.id', 't.customer_id')
    .leftJoin('staff as s', 's.id', 't.expert_id')
    .select('t.id', 't.subject', 't.status', 't.created_at', 't.rating', 't.customer_id')
    .select('k.name_fa as category_fa', 'k.name_en as category_en')
    .select('c.first_name', 'c.last_name', 'c.mobile', 's.last_name as expert')
    .orderBy('t.id', 'desc')
    .limit(PAGE + 1)
  return after ? query.where('t.id', '<', after) : query
}

async function pageOf(query: ReturnType<typeof ticketRows>): Promise<TicketPage> {
  const found = await query
  const rows = found.slice(0, PAGE).map((row) => ({ ...row, number: ticketNumber(row.id) }))
  return { rows, next: found.length > PAGE ? rows[PAGE - 1].id : null }
}
