import type { Law } from '#app/core/law'
import { laws as aftersales } from '#app/aftersales/laws'
import { laws as catalogue } from '#app/catalogue/laws'
import { laws as club } from '#app/club/laws'
import { laws as crm } from '#app/crm/laws'
import { laws as front } from '#app/front/laws'
import { laws as ledger } from '#app/ledger/laws'
import { laws as reports } from '#app/reports/laws'
import { laws as sales } from '#app/sales/laws'
import { laws as shop } from '#app/shop/laws'
import { laws as till } from '#app/till/laws'
import { laws as warehouse } from '#app/warehouse/laws'

/** What must hold in the books of every step, in the order of the staircase. */
export const laws: Law[] = [
  ...ledger,
  ...crm,
  ...catalogue,
  ...warehouse,
  ...club,
  ...sales,
  ...till,
  ...shop,
  ...aftersales,
  ...front,
  ...reports,
]
