import { existsSync, readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import router from '@adonisjs/core/services/router'
import type { RouteJSON } from '@adonisjs/core/types/http'
import { EXPORTS } from '#app/reports/exports'

/*
 * Every list that a route shows is paged by key and can be taken along as an Excel file. What is
 * shown is found from the list of routes: a list that is added later cannot forget it.
 */

/** Lists of the desk that give no Excel file, and why. */
const WITHOUT_EXCEL: Record<string, string> = {
  'warehouse.desk.stock_changes.index': 'no page: JSON for other systems, which follow a cursor',
}

/** Lists that show no further page, and why. */
const WITHOUT_PAGES: Record<string, string> = {
  'crm.desk.tasks.index': 'a board of the 200 most urgent; the file has all of them',
  'crm.desk.calendar.index': 'one year; the years are its pages',
  'club.desk.tiers.index': 'one ladder and the last plans before it; the file has all of them',
  'people.site.devices.index': 'at most 50 browsers of one person',
  'warehouse.desk.stock_changes.index': 'no page: JSON with a cursor of its own',
}

interface ShownList {
  name: string
  pattern: string
  /** The view with everything that it includes, but for the shared components. */
  text: string
}

const EXCEL = /desk\/export_button'|\.xlsx'/
const PAGER = "components/pager'"

router.commit()
const routes = Object.values(router.toJSON()).flat() as RouteJSON[]
const lists = routes.filter(({ methods }) => methods.includes('GET')).flatMap(listOf)
const ofDesk = lists.filter(({ pattern }) => pattern.startsWith('/desk'))

test.group('Lists of the routes', () => {
  test('there are lists to be looked at', ({ assert }) => {
    assert.isAbove(ofDesk.length, 25)
    assert.isAbove(lists.length - ofDesk.length, 4)
  })

  test('every list of the desk names its Excel file', ({ assert }) => {
    const forgotten = ofDesk.filter(({ name, text }) => !EXCEL.test(text) && !WITHOUT_EXCEL[name])
    assert.deepEqual(
      forgotten.map(({ name }) => name),
      []
    )
  })

  test('every list goes on by key', ({ assert }) => {
    const endless = lists.filter(({ name, text }) => !text.includes(PAGER) && !WITHOUT_PAGES[name])
    assert.deepEqual(
      endless.map(({ name }) => name),
      []
    )
  })

  test('a list that is an exception is one that exists, and needs to be one', ({ assert }) => {
    const named = new Map(lists.map((list) => [list.name, list.text]))
    const without = (name: string, has: (text: string) => boolean) =>
      !named.has(name) || has(named.get(name)!)
    assert.deepEqual(
      [
        ...Object.keys(WITHOUT_EXCEL).filter((name) => without(name, (text) => EXCEL.test(text))),
        ...Object.keys(WITHOUT_PAGES).filter((name) =>
          without(name, (text) => text.includes(PAGER))
        ),
      ],
      []
    )
  })

  test('every file is offered on its own page, and every offered file exists', ({ assert }) => {
    const offered = lists.flatMap(({ text }) =>
      [...text.matchAll(/export_button', \{ list: '([\w-]+)'/g)].map(([, name]) => name)
    )
    assert.deepEqual([...new Set(offered)].sort(), Object.keys(EXPORTS).sort())
  })

  test('no list skips rows by a growing OFFSET', ({ assert }) => {
    const skipping = controllersOf(routes).filter(([, text]) => /\.(offset|paginate)\(/.test(text))
    assert.deepEqual(
      skipping.map(([path]) => path),
      []
    )
  })
})

/** The list that a route shows: what is called index, or draws a pager; nothing for other pages. */
function listOf(route: RouteJSON): ShownList[] {
  const path = controllerOf(route)
  if (!path || !/^\/(desk|panel)/.test(route.pattern)) return []
  const method = String((route.handler as { method?: string }).method)
  const text = viewsOf(bodyOf(readFileSync(path, 'utf8'), method))
    .map(wholeView)
    .join('\n')
  if (method !== 'index' && !text.includes(PAGER)) return []
  return [{ name: String(route.name), pattern: route.pattern, text }]
}

function controllerOf({ handler }: RouteJSON): string | null {
  const { importExpression = '' } = handler as { importExpression?: string }
  const [, path] = /import\(['"]#(app\/[\w/]+)['"]\)/.exec(importExpression ?? '') ?? []
  return path ? `${path}.ts` : null
}

function controllersOf(all: RouteJSON[]): [string, string][] {
  const paths = new Set(all.map(controllerOf).filter((path) => path !== null))
  return [...paths].map((path) => [path, readFileSync(path, 'utf8')])
}

/** A method of a class by its indentation, with the private ones that it calls. */
function bodyOf(source: string, method: string): string {
  const found = new RegExp(`\\n  (?:async )?${method}\\([\\s\\S]*?\\n  \\}\\n`).exec(source)
  const body = found?.[0] ?? ''
  const helpers = [...body.matchAll(/this\.(#\w+)\(/g)].map(([, name]) => name)
  const called = [...new Set(helpers)].filter((name) => name !== method)
  return body + called.map((name) => bodyOf(source, name)).join('')
}

function viewsOf(body: string): string[] {
  return [...body.matchAll(/\brender\(\s*'([\w/]+)'/g)].map(([, view]) => view)
}

/** A view and the parts that it is made of. */
function wholeView(view: string): string {
  const path = `resources/views/${view}.edge`
  if (!existsSync(path)) return ''
  const text = readFileSync(path, 'utf8')
  const parts = [...text.matchAll(/@!?(?:include|component)\('([\w/]+)'/g)].map(([, name]) => name)
  const own = parts.filter((name) => !name.startsWith('components/') && name !== view)
  return text + own.map(wholeView).join('\n')
}
