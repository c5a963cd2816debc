import edge from 'edge.js'

/** A choice of a select; the second of two selects shows those of the `group` chosen in the first. */
export interface Option {
  value: string | number
  label: string
  group?: string | number
}

interface Tag {
  value: string
  /** Before and behind the place of ` selected`. */
  head: string
  tail: string
}

const made = new WeakMap<readonly Option[], { tags: Tag[]; html: string }>()

/**
 * The options of a select as HTML. A list that stays the same, as that of all cities does, is
 * escaped once; a request only marks the choice.
 */
export function optionTags(options: readonly Option[], chosen: string): string {
  let known = made.get(options)
  if (!known) {
    const tags = options.map(tagOf)
    made.set(
      options,
      (known = { tags, html: tags.map(({ head, tail }) => head + tail).join('\n') })
    )
  }
  const { tags, html } = known
  if (!tags.some(({ value }) => value === chosen)) return html
  const marked = ({ value, head, tail }: Tag) => head + (value === chosen ? ' selected' : '') + tail
  return tags.map(marked).join('\n')
}

function tagOf({ value, label, group }: Option): Tag {
  const escape = (text: unknown): string => edge.globals.html.escape(text)
  const inGroup = group === undefined ? '' : ` data-group="${escape(String(group))}"`
  return {
    value: String(value),
    head: `<option value="${escape(String(value))}"`,
    tail: `${inGroup}>${escape(label)}</option>`,
  }
}
