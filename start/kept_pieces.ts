import edge from 'edge.js'
import app from '@adonisjs/core/services/app'
import { languageOf } from '#app/core/language'
import type { Locale } from '#app/core/digits'
import type { CategoryRow } from '#app/catalogue/categories'

/* Pieces that every page of the shop repeats for everybody: rendered once, a tenth of a page's work. */

/** What was rendered from a thing, as long as the thing itself is there. */
const pieces = new WeakMap<object, Map<string, unknown>>()

/** The piece as it was rendered from `owner` under this key; while developing always anew. */
function kept(owner: object, key: string, render: () => string): unknown {
  let known = pieces.get(owner)
  if (!known || !app.inProduction) pieces.set(owner, (known = new Map()))
  let piece = known.get(key)
  if (!piece) known.set(key, (piece = edge.globals.html.safe(render())))
  return piece
}

/** The language is shared, not only given: else pieces within the piece would speak the usual one. */
function rendered(view: string, locale: Locale, state: Record<string, unknown>): string {
  return edge.createRenderer().share(languageOf(locale)).renderSync(view, state)
}

edge.global('siteFooter', (locale: Locale) =>
  kept(edge, locale, () => rendered('components/layout/site_footer', locale, {}))
)

/** Links to the top categories. The list is another one as soon as a category changed. */
edge.global(
  'categoryLinks',
  (form: 'nav' | 'sheet', categories: readonly CategoryRow[], path: string, locale: Locale) => {
    const here = categories.find(({ slug }) => path === `/c/${slug}`)?.slug ?? ''
    return kept(categories, [form, locale, here].join('|'), () =>
      rendered(`components/layout/category_${form}`, locale, { categories, here })
    )
  }
)
