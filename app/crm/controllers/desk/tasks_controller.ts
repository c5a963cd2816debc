import vine from '@vinejs/vine'
import type { HttpContext } from '@adonisjs/core/http'
import { idField, noteField } from '#app/core/fields'
import { found, NotFound } from '#app/core/refusal'
import { assignTask, finishTask } from '#app/crm/actions/work_task'
import Task from '#app/crm/models/task'
import { colleaguesFor } from '#app/crm/queries/colleagues'
import { boardOf } from '#app/crm/queries/task_list'
import { timelineOf } from '#app/crm/queries/timeline'
import { live } from '#app/messaging/live'
import { actorOf, idOf, staffOf } from '#app/people/session'

const assigning = vine.create({ toStaffId: idField() })
const finishing = vine.create({ note: noteField({ max: 500 }) })

/** The board of what is to do, and the work on one task. */
export default class TasksController {
  async index(ctx: HttpContext) {
    const staff = staffOf(ctx)
    const mine = ctx.request.qs().mine === '1'
    const columns = await boardOf(staff, { mine })
    const branches = staff.branchesFor('tasks.work')
    const rooms = branches === 'all' ? [0] : branches
    const channels = [...rooms.map(live.desk), live.staff(staff.id)].join(' ')
    return ctx.view.render('crm/desk/board', { columns, mine, channels })
  }

  async show(ctx: HttpContext) {
    const task = await reachable(ctx)
    await task.load('customer')
    await task.load('assignee')
    const timeline = task.caseId ? await timelineOf(task.caseId, { forCustomer: false }) : null
    const colleagues = await colleaguesFor(task)
    const me = staffOf(ctx)
    const mayDo = task.isFor(me) || task.assigneeId === me.id
    return ctx.view.render('crm/desk/task', { task, timeline, colleagues, me, mayDo })
  }

  /** To oneself, when no colleague is named. */
  async assign(ctx: HttpContext) {
    const task = await reachable(ctx)
    const { toStaffId } = ctx.request.input('toStaffId')
      ? await ctx.request.validateUsing(assigning)
      : { toStaffId: staffOf(ctx).id }
    await assignTask({ taskId: task.id, toStaffId, by: actorOf(ctx) })
    ctx.session.flash('success', ctx.i18n.t('crm.tasks.assigned'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/tasks/${task.id}`)
  }

  async finish(ctx: HttpContext) {
    const task = await reachable(ctx)
    const { note } = await ctx.request.validateUsing(finishing)
    await finishTask({ taskId: task.id, note, by: { kind: 'staff', id: staffOf(ctx).id } })
    ctx.session.flash('success', ctx.i18n.t('crm.tasks.finished'))
    return ctx.response.redirect().toPath(`${ctx.prefix}/desk/tasks`)
  }
}

/** A task of his branches, or his own; any other is not there for him. */
async function reachable(ctx: HttpContext): Promise<Task> {
  const task = found(await Task.find(idOf(ctx)))
  const staff = staffOf(ctx)
  const his = task.assigneeId === staff.id || staff.can('tasks.work', task.branchId)
  if (!his) throw new NotFound()
  return task
}
