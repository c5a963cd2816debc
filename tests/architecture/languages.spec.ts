import { readdirSync, readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { filesUnder } from '#tests/architecture/steps'

const PERSIAN = /[\u0600-\u06FF]/
/** Three Latin words in a row are a sentence; a brand or an abbreviation is not. */
const ENGLISH_SENTENCE = /\b[A-Za-z]{2,}\s+[A-Za-z]{2,}\s+[A-Za-z]{2,}/

/** VineJS and the refusal handler look these up by a name that only exists at run time. */
const LOOKED_UP_BY_NAME = [/^validator\.shared\./]

const persian = sentences('fa')
const english = sentences('en')
const sources = [
  ...filesUnder('app', '.ts'),
  ...filesUnder('start', '.ts'),
  ...filesUnder('commands', '.ts'),
  ...filesUnder('resources/views', '.edge'),
  ...filesUnder('resources/js', '.ts'),
].map((path) => ({ path, text: readFileSync(path, 'utf8') }))
const code = sources.map((source) => source.text).join('\n')

/** A placeholder that wants a number; a word in it would read «ناعدد». */
const TYPED = /\{\s*\w+\s*,\s*(?:number|plural|selectordinal|date|time)\b[^}]*\}/g

test.group('Languages', () => {
  test('both languages have the same sentences', ({ assert }) => {
    assert.deepEqual([...persian.keys()].sort(), [...english.keys()].sort())
  })

  test('both languages fill the same places', ({ assert }) => {
    const differing = [...persian].filter(
      ([key, sentence]) => places(sentence).join() !== places(english.get(key) ?? '').join()
    )
    assert.deepEqual(
      differing.map(([key]) => key),
      []
    )
  })

  test('a field that is refused is called by its name', ({ assert }) => {
    const nameless = sources
      .filter(({ path }) => path.startsWith('app') && !path.includes('/core/fields'))
      .flatMap(({ path, text }) => validatedFields(text).map((field) => ({ field, path })))
      .filter(({ field }) => !persian.has(`validator.shared.fields.${field}`))
    assert.deepEqual(nameless, [])
  })

  test('a key that is asked for exists', ({ assert }) => {
    const asked = sources.flatMap(({ path, text }) =>
      literalKeys(text).map((key) => ({ key, path }))
    )
    assert.deepEqual(
      asked.filter(({ key }) => !persian.has(key)).map(({ key, path }) => `${path}: ${key}`),
      []
    )
  })

  test('a sentence that exists is asked for', ({ assert }) => {
    const prefixes = dynamicPrefixes()
    const unused = [...persian.keys()].filter(
      (key) =>
        !LOOKED_UP_BY_NAME.some((pattern) => pattern.test(key)) &&
        !mentioned(key) &&
        !prefixes.some((prefix) => key.startsWith(prefix))
    )
    assert.deepEqual(unused, [])
  })

  test('every refusal has its sentence, and every sentence its refusal', ({ assert }) => {
    const thrown = new Set(
      [...code.matchAll(/new Refusal\(\s*'([a-z_]+)'/g)].map((match) => match[1])
    )
    const written = [...persian.keys()]
      .filter((key) => key.startsWith('refusals.'))
      .map((key) => key.slice('refusals.'.length))
    assert.deepEqual(
      [...thrown].filter((refusal) => !written.includes(refusal)),
      []
    )
    assert.deepEqual(
      written.filter((refusal) => !code.includes(`'${refusal}'`)),
      []
    )
  })

  test('no Persian in English sentences, no English sentence in Persian ones', ({ assert }) => {
    const foreign = (key: string, sentence: string) =>
      key.startsWith('ui.language') ? '' : sentence
    assert.deepEqual(
      [...english].filter(([key, sentence]) => PERSIAN.test(foreign(key, sentence))),
      []
    )
    assert.deepEqual(
      [...persian].filter(([key, sentence]) =>
        ENGLISH_SENTENCE.test(foreign(key, withoutPlaces(sentence)))
      ),
      []
    )
  })

  test('Persian is written with Persian letters', ({ assert }) => {
    assert.deepEqual(
      [...persian].filter(([, sentence]) => /[يكةى٠-٩]/.test(sentence)),
      []
    )
  })

  test('refusals and messages get their values as words: no number is formatted twice', ({
    assert,
  }) => {
    const twice = ['fa', 'en'].flatMap((locale) =>
      ['refusals', 'texts', 'subjects'].flatMap((name) =>
        [...readFileSync(`resources/lang/${locale}/${name}.json`, 'utf8').matchAll(TYPED)].map(
          ([found]) => `${locale}/${name}: ${found}`
        )
      )
    )
    assert.deepEqual(twice, [])
  })
})

/** Every sentence of a language by its key, as the i18n loader names it. */
function sentences(locale: string): Map<string, string> {
  const folder = `resources/lang/${locale}`
  const found = new Map<string, string>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    flatten(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')), file.replace('.json', ''), found)
  }
  return found
}

function flatten(value: unknown, key: string, into: Map<string, string>) {
  if (typeof value === 'string') {
    into.set(key, value)
    return
  }
  for (const [name, inner] of Object.entries(value as object))
    flatten(inner, `${key}.${name}`, into)
}

/** Names of the top-level places of an ICU sentence. */
function places(sentence: string) {
  return [...new Set([...sentence.matchAll(/\{\s*(\w+)\s*[,}]/g)].map((match) => match[1]))].sort()
}

function withoutPlaces(sentence: string) {
  return sentence.replace(/\{[^{}]*\}/g, ' ').replace(/\{[^{}]*\}/g, ' ')
}

/** Keys in `t('…')` written out in full. */
function literalKeys(text: string) {
  return [...text.matchAll(/\bt\(\s*'([a-z_]+\.[A-Za-z0-9_.]+)'(?!\s*\+)/g)].map(
    (match) => match[1]
  )
}

/** Beginnings of keys that are put together: t(`statuses.pre_invoice.${status}`), 'menu.' + key. */
function dynamicPrefixes() {
  const templates = [...code.matchAll(/`([a-z_]+\.[A-Za-z0-9_.]*)\$\{/g)].map((match) => match[1])
  const joined = [...code.matchAll(/'([a-z_]+\.(?:[A-Za-z0-9_]+\.)*)'\s*\+/g)].map(
    (match) => match[1]
  )
  return [...templates, ...joined]
}

/** Names of the fields that a file's validators read, as their messages will name them. */
function validatedFields(text: string) {
  if (!/@vinejs\/vine|core\/fields/.test(text)) return []
  return [...text.matchAll(/^\s+'?(\w+)'?: ?\(?(?:vine\b|\w+Field\()/gm)].map((match) => match[1])
}

/** A key written out somewhere, whole or without its first name (`key: 'menu.tasks'`). */
function mentioned(key: string) {
  return code.includes(`'${key}'`) || code.includes(`"${key}"`) || code.includes(`\`${key}\``)
}
