import edge from 'edge.js'

/** A choice of a select; the second of two selects shows those of the `group` chosen in the first. */
export interface Option {
  value: string | number
  label: string
  group?: string | number
}

/** All options as HTML, and where in it each value's ` selected` would stand. */
interface Made {
  html: string
  places: Map<string, number>
}

const made = new WeakMap<readonly Option[], Made>()

/**
 * The options of a select as HTML. A list that stays the same, as that of all cities does, is
 * escaped once; a request only marks the choice.
 */
export function optionTags(options: readonly Option[], chosen: string): string {
  let known = made.get(options)
  if (!known) made.set(options, (known = make(options)))
  const { html, places } = known
  const place = places.get(chosen)
  if (place === undefined) return html
  return `${html.slice(0, place)} selected${html.slice(place)}`
}

function make(options: readonly Option[]): Made {
  const escape = (text: unknown): string => edge.globals.html.escape(String(text))
  const places = new Map<string, number>()
  let html = ''
  for (const { value, label, group } of options) {
    html += `${html && '\n'}<option value="${escape(value)}"`
    places.set(String(value), html.length)
    const inGroup = group === undefined ? '' : ` data-group="${escape(group)}"`
    html += `${inGroup}>${escape(label)}</option>`
  }
  return { html, places }
}
