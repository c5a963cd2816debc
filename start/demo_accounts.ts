/**
 * Who can be signed in as in the demo shop: `demo:seed` makes these people, and the sign-in pages
 * name them when DEMO is on. Never made, nor shown, in a real shop.
 */
export const DEMO_PASSWORD = 'demo-1234'

export interface DemoStaff {
  username: string
  /** As in `staff_role_codes`. */
  role: string
  firstName: string
  lastName: string
  /** Place of the branch in the list of branches; null: every branch. */
  branch: number | null
}

export interface DemoMember {
  /** As it is typed in the sign-in form. */
  mobile: string
  firstName: string
  lastName: string
  gender: 'f' | 'm'
  tier: string
  /** What can be seen with this account. */
  sees: { fa: string; en: string }
}

const everywhere: DemoStaff[] = [
  { username: 'admin', role: 'administrator', firstName: 'سینا', lastName: 'نیکنام', branch: null },
  { username: 'manager', role: 'manager', firstName: 'مریم', lastName: 'کیانی', branch: null },
  { username: 'marketing', role: 'marketing', firstName: 'نگار', lastName: 'صبوری', branch: null },
]

/** One of each in every branch, numbered by branch: `cashier1`, `cashier2`, … */
const inBranches = [
  ['branch', 'branch_manager', ['بهرام شجاعی', 'شیرین علوی', 'کاوه زندی']],
  ['cashier', 'cashier', ['سارا رحیمی', 'امیر نوری', 'پریسا دهقان']],
  ['sales', 'sales_expert', ['نیلوفر احمدی', 'مهدی طاهری', 'الهام کشاورز']],
  ['warehouse', 'warehouse_keeper', ['رضا رنجبر', 'سعید باقری', 'حمید زارعی']],
  ['support', 'support_expert', ['مهسا فروتن', 'نوید حقیقی', 'نسرین مقدم']],
] as const

export const DEMO_ACCOUNTS: {
  password: string
  staff: readonly DemoStaff[]
  members: readonly DemoMember[]
} = {
  password: DEMO_PASSWORD,
  staff: [
    ...everywhere,
    ...inBranches.flatMap(([prefix, role, names]) =>
      names.map((name, branch) => {
        const [firstName, lastName] = name.split(' ')
        return { username: `${prefix}${branch + 1}`, role, firstName, lastName, branch }
      })
    ),
  ],
  members: [
    {
      mobile: '09120000001',
      firstName: 'زهرا',
      lastName: 'نیکنام',
      gender: 'f',
      tier: 'gold',
      sees: {
        fa: 'اعتبار خوب، سفارش در هر مرحله و چند تیکت',
        en: 'a good balance, orders at every stage, tickets',
      },
    },
    {
      mobile: '09120000002',
      firstName: 'علی',
      lastName: 'محمدی',
      gender: 'm',
      tier: 'silver',
      sees: {
        fa: 'اعتبار در انتظار، پرداخت ناموفق و سفارش در راه',
        en: 'pending credit, a failed payment, an order on its way',
      },
    },
    {
      mobile: '09120000003',
      firstName: 'مینا',
      lastName: 'رضایی',
      gender: 'f',
      tier: 'bronze',
      sees: {
        fa: 'عضو تازه با نخستین پیش‌فاکتور',
        en: 'a new member with a first pre-invoice',
      },
    },
  ],
}
