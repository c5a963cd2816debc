import { type Client, isDuplicate } from '#app/core/sql'

/** Amounts in Rial: what a Jalali year's purchases must reach for the tier. */
const DEFAULT_TIERS = [
  tier('bronze', 'برنزی', 'Bronze', '#a9714b', 300, 0),
  tier('silver', 'نقره‌ای', 'Silver', '#8a94a3', 500, 50_000_000),
  tier('gold', 'طلایی', 'Gold', '#c9971c', 700, 200_000_000),
  tier('diamond', 'الماسی', 'Diamond', '#3d8bb3', 1000, 500_000_000),
] as const

function tier(
  code: string,
  nameFa: string,
  nameEn: string,
  colour: string,
  earnBasisPoints: number,
  threshold: number
) {
  return {
    code,
    name_fa: nameFa,
    name_en: nameEn,
    colour,
    earn_basis_points: earnBasisPoints,
    referral_basis_points: 100,
    threshold,
  }
}

/**
 * The four tiers that a house begins with. Those that it already has stay as they are, and so does
 * whatever took their place; two at once make them once.
 */
export async function ensureDefaultTiers(client: Client): Promise<void> {
  const rows = await client.from('tiers').select('code')
  const known = new Set(rows.map((row) => String(row.code)))
  for (const [at, row] of DEFAULT_TIERS.entries()) {
    if (!known.has(row.code)) await insertOnce({ ...row, position: at + 1 }, client)
  }
}

async function insertOnce(row: Record<string, unknown>, client: Client): Promise<void> {
  try {
    await client.insertQuery().table('tiers').insert(row)
  } catch (error) {
    if (!isDuplicate(error)) throw error
  }
}
