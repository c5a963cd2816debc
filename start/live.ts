import transmit from '@adonisjs/transmit/services/main'
import { throttleLive } from '#start/limits'

/*
 * Who may listen to what. Events carry no contents, only "this changed"; the page then asks for
 * itself, with its own rights.
 */
transmit.registerRoutes((route) => route.use(throttleLive))

transmit.authorize<{ branch: string }>('desk/:branch', (ctx, { branch }) => {
  if (!ctx.staff) return false
  const branches = ctx.staff.branchesFor('desk.open')
  return branches === 'all' || branches.includes(Number(branch))
})

transmit.authorize<{ staff: string }>(
  'staff/:staff',
  (ctx, { staff }) => ctx.staff?.id === Number(staff)
)

transmit.authorize<{ customer: string }>(
  'member/:customer',
  (ctx, { customer }) => ctx.customer?.id === Number(customer)
)
