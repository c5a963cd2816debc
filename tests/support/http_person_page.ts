/*
 * A page as a person's browser understands it, without a browser: elements, forms, readable text.
 */

export interface Element {
  tag: string
  attributes: Record<string, string>
  children: (Element | string)[]
  parent: Element | null
}

const VOID =
  /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|path|circle|rect|line|use|ellipse)$/
const RAW = /^(script|style|textarea|title)$/
const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  zwnj: '\u200c',
}

export function decodeEntities(text: string) {
  return text.replace(/&(#x?[\da-f]+|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return String.fromCodePoint(code)
  })
}

function attributesOf(text: string) {
  const found: Record<string, string> = {}
  for (const [, name, double, single, bare] of text.matchAll(
    /([^\s"'=<>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g
  )) {
    found[name.toLowerCase()] = decodeEntities(double ?? single ?? bare ?? '')
  }
  return found
}

const TOKEN = /<!--[\s\S]*?-->|<![^>]*>|<(\/?)([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^"'>])*?)(\/?)>/gi

/** The tree of a page. An end tag that fits nothing is left out; what stays open ends with its parent. */
export function parseHtml(html: string): Element {
  const root: Element = { tag: '#root', attributes: {}, children: [], parent: null }
  let here = root
  let at = 0
  TOKEN.lastIndex = 0
  for (let token = TOKEN.exec(html); token; token = TOKEN.exec(html)) {
    if (token.index > at) here.children.push(decodeEntities(html.slice(at, token.index)))
    at = TOKEN.lastIndex
    const [, closing, name, attributes, selfClosing] = token
    if (!name) continue
    const tag = name.toLowerCase()
    if (closing) {
      here = afterClosing(here, tag)
      continue
    }
    const element: Element = {
      tag,
      attributes: attributesOf(attributes),
      children: [],
      parent: here,
    }
    here.children.push(element)
    if (VOID.test(tag) || selfClosing) continue
    if (RAW.test(tag)) {
      const end = html.toLowerCase().indexOf(`</${tag}`, at)
      const stop = end < 0 ? html.length : end
      element.children.push(decodeEntities(html.slice(at, stop)))
      at = html.indexOf('>', stop) + 1 || html.length
      TOKEN.lastIndex = at
      continue
    }
    here = element
  }
  return root
}

function afterClosing(here: Element, tag: string): Element {
  for (let open: Element | null = here; open; open = open.parent) {
    if (open.tag === tag && open.parent) return open.parent
  }
  return here
}

/** Every element below, in the order of the page. */
export function* elementsOf(element: Element): Generator<Element> {
  for (const child of element.children) {
    if (typeof child === 'string') continue
    yield child
    yield* elementsOf(child)
  }
}

/** The text that stands in an element. */
export function textOf(element: Element): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join('')
}

export interface Form {
  method: 'GET' | 'POST'
  /** Path with query, as the form has it. */
  action: string
  /** What the browser would send if it were submitted as it stands. */
  fields: Record<string, string>
  /** Names of everything that can be filled in, hidden fields left out. */
  editable: string[]
}

/** The forms of a page with what they would send. A field of a repeated name keeps the last one. */
export function formsOf(html: string): Form[] {
  const all = [...elementsOf(parseHtml(html))]
  return all
    .filter(({ tag }) => tag === 'form')
    .map((form) => {
      const { id } = form.attributes
      const apart = id ? all.filter(({ attributes }) => attributes.form === id) : []
      return readForm(form, apart)
    })
}

/** `apart` are the controls that stand elsewhere and name the form. */
function readForm(form: Element, apart: Element[]): Form {
  const fields: Record<string, string> = {}
  const editable = new Set<string>()
  for (const element of [...elementsOf(form), ...apart]) {
    const { name, type = 'text' } = element.attributes
    if (!name || 'disabled' in element.attributes) continue
    const value = valueOf(element)
    if (value === undefined) continue
    if (type !== 'hidden') editable.add(name)
    if (value !== null) fields[name] = value
  }
  const method = (form.attributes.method ?? 'get').toUpperCase() === 'POST' ? 'POST' : 'GET'
  return { method, action: form.attributes.action ?? '', fields, editable: [...editable] }
}

/** What a control sends; null when it sends nothing as it stands, undefined when it is none. */
function valueOf({ tag, attributes, children }: Element): string | null | undefined {
  if (tag === 'textarea') return children.join('').replace(/^\n/, '')
  if (tag === 'select') return chosenOption(children)
  if (tag !== 'input') return undefined
  const { type = 'text', value } = attributes
  if (['submit', 'button', 'reset', 'image', 'file'].includes(type)) return undefined
  if (type === 'checkbox' || type === 'radio') {
    return 'checked' in attributes ? (value ?? 'on') : null
  }
  return value ?? ''
}

function chosenOption(children: (Element | string)[]): string {
  const root: Element = { tag: 'select', attributes: {}, children, parent: null }
  const options = [...elementsOf(root)].filter(({ tag }) => tag === 'option')
  const chosen = options.find(({ attributes }) => 'selected' in attributes) ?? options[0]
  return chosen ? (chosen.attributes.value ?? textOf(chosen).trim()) : ''
}
