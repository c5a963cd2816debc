import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

/** The staircase, lowest step first. A file imports its own step or a lower one, never a higher one. */
export const STEPS = [
  'core',
  'people',
  'ledger',
  'messaging',
  'crm',
  'catalogue',
  'warehouse',
  'club',
  'sales',
  'till',
  'shop',
  'aftersales',
  'outreach',
  'front',
  'reports',
  'links',
] as const

export type Step = (typeof STEPS)[number]

export interface SourceFile {
  /** From the root of the repository, e.g. `app/club/models/wallet.ts`. */
  path: string
  step: Step
  text: string
}

/** Every TypeScript file of `app/`. */
export function sourceFiles(): SourceFile[] {
  return filesUnder('app', '.ts').map((path) => ({
    path,
    step: path.split('/')[1] as Step,
    text: readFileSync(path, 'utf8'),
  }))
}

/** Paths below a folder that end so, from the root of the repository, sorted. */
export function filesUnder(folder: string, ending: string): string[] {
  const found = readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return filesUnder(path, ending)
    return name.endsWith(ending) ? [relative('.', path)] : []
  })
  return found.sort()
}

/** Steps that a file imports, by alias, `import()` included. */
export function importedSteps(text: string): Step[] {
  return [...text.matchAll(/(?:from|import\()\s*'#app\/([a-z]+)\//g)].map(
    (match) => match[1] as Step
  )
}
