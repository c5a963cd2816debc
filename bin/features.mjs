/**
 * `npm run features`: for each row of docs/features.md the tests that prove it, found by `[row N]`
 * in the titles of tests and groups, and at the end the rows that no test names.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const ROW = /^\|\s*(\d+)\s*\|\s*(.+?)\s*\|$/gm
/** A title may be broken over lines, and stands in any of the three quotes. */
const TITLED =
  /\b(test|test\.group)\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g

function rows() {
  const text = readFileSync(join(root, 'docs/features.md'), 'utf8')
  return [...text.matchAll(ROW)].map(([, number, title]) => ({ number: Number(number), title }))
}

function specs(folder = join(root, 'tests')) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return specs(path)
    return entry.name.endsWith('.spec.ts') ? [path] : []
  })
}

/** Every test with the rows that it, or its group, names. */
function tests() {
  return specs().flatMap((path) => {
    let ofGroup = []
    return [...readFileSync(path, 'utf8').matchAll(TITLED)].flatMap((match) => {
      const title = match[2] ?? match[3] ?? match[4]
      const named = [...title.matchAll(/\[row (\d+)\]/g)].map((found) => Number(found[1]))
      if (match[1] === 'test.group') {
        ofGroup = named
        return []
      }
      const numbers = new Set([...named, ...ofGroup])
      return [{ title: title.replace(/\s*\[row \d+\]/g, ''), path: relative(root, path), numbers }]
    })
  })
}

const all = tests()
const known = rows()
const long = process.argv.includes('--titles')
const without = []
for (const { number, title } of known) {
  const proving = all.filter(({ numbers }) => numbers.has(number))
  if (proving.length === 0) without.push({ number, title })
  else {
    const files = [...new Set(proving.map(({ path }) => path))]
    console.log(
      `${String(number).padStart(3)}  ${title}: ${proving.length} tests in ${files.join(', ')}`
    )
    if (long) for (const one of proving) console.log(`       ${one.title}`)
  }
}
const strange = new Set(all.flatMap(({ numbers }) => [...numbers]))
for (const { number } of known) strange.delete(number)

console.log(`\n${known.length - without.length} of ${known.length} rows are named by a test.`)
if (without.length > 0) console.log('\nRows without a test:')
for (const { number, title } of without) console.log(`${String(number).padStart(3)}  ${title}`)
for (const number of strange)
  console.log(`A test names row ${number}, which is not in docs/features.md`)
process.exitCode = strange.size > 0 ? 1 : 0
