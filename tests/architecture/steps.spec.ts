import { test } from '@japa/runner'
import { importedSteps, sourceFiles, STEPS, type SourceFile } from '#tests/architecture/steps'

const files = sourceFiles()

/** Who alone writes a table that carries value or stock. */
const SOLE_WRITERS: Record<string, string> = {
  accounts: 'ledger',
  transfers: 'ledger',
  lots: 'ledger|club',
  lot_draws: 'ledger|club',
  holds: 'ledger|club',
  stock_levels: 'warehouse',
  movements: 'warehouse',
  reservations: 'warehouse',
}

/* The two sole writers open none themselves either: only verbs, jobs' verbs and `core` do. */
const MAY_TRANSACT = /^app\/(core\/|[a-z]+\/actions\/)/

test.group('The staircase', () => {
  test('every folder of app is a step', ({ assert }) => {
    assert.deepEqual(
      [...new Set(files.map((file) => file.step))].filter((step) => !STEPS.includes(step)),
      []
    )
  })

  test('a file imports its own step or a lower one', ({ assert }) => {
    assert.deepEqual(files.flatMap(climbing), [])
  })

  test('a transaction is opened by verbs only', ({ assert }) => {
    const opened = files
      .filter((file) => !MAY_TRANSACT.test(file.path))
      .filter((file) => /\btransaction\(|\.transaction\(/.test(file.text))
    assert.deepEqual(
      opened.map((file) => file.path),
      []
    )
  })

  test('value and stock are written by their own step only', ({ assert }) => {
    assert.deepEqual(files.flatMap(trespassing), [])
  })

  test('a controller imports no query builder transaction and stays a door', ({ assert }) => {
    const long = files
      .filter((file) => file.path.includes('/controllers/'))
      .filter((file) => file.text.split('\n').length > 150)
    assert.deepEqual(
      long.map((file) => file.path),
      []
    )
  })
})

function climbing(file: SourceFile) {
  const height = STEPS.indexOf(file.step)
  return importedSteps(file.text)
    .filter((step) => STEPS.indexOf(step) > height)
    .map((step) => `${file.path} imports ${step}`)
}

function trespassing(file: SourceFile) {
  return Object.entries(SOLE_WRITERS)
    .filter(([, steps]) => !steps.split('|').includes(file.step))
    .filter(([table]) => writes(file.text, table))
    .map(([table]) => `${file.path} writes ${table}`)
}

/** A query-builder or raw write to the table. Reads are free to everybody. */
function writes(text: string, table: string) {
  const built = new RegExp(
    `(?:from|table|query\\(\\)\\.from)\\('${table}'\\)[^;]{0,200}?\\.(?:insert|multiInsert|update|increment|decrement|delete|del)\\(`
  )
  const raw = new RegExp(`(?:UPDATE|INSERT INTO|DELETE FROM)\\s+${table}\\b`, 'i')
  return built.test(text) || raw.test(text)
}
