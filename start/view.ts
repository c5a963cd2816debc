import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import edge from 'edge.js'
import type { HttpRequest } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { pictureUrl } from '#app/catalogue/picture'
import { shopMenu } from '#app/shop/menu'
import { appUrl } from '#config/app'
import { auditField, auditWords, isEmpty } from '#start/audit_words'
import { deskMenu } from '#start/desk_menu'
import { documentPath, ownDocumentPath } from '#start/document_links'
import { apart } from '#app/core/apart'
import { iconHtml } from '#start/icons'
import '#start/kept_pieces'
import { type Option, optionTags } from '#start/option_tags'
import '#start/page_view'
import { toneOf } from '#start/tones'

/*
 * Edge reads its component folders again on every request, even in production. The list cannot
 * change there, so it is read once.
 */
if (app.inProduction || app.inTest) {
  const components = edge.loader.listComponents()
  edge.loader.listComponents = () => components
}

/* A component on a page is looked up by name each time it is used; its function stays the same. */
if (app.inProduction) {
  for (const compiler of [edge.compiler, edge.asyncCompiler]) {
    const compile = compiler.compile.bind(compiler)
    const kept = new Map<string, ReturnType<typeof compile>>()
    compiler.compile = (path, locals) => {
      const key = locals?.length ? `${path}|${locals.join('|')}` : path
      let compiled = kept.get(key)
      if (!compiled) kept.set(key, (compiled = compile(path, locals)))
      return compiled
    }
  }
}

/** The built style sheet and script, as tags. They are named once: a page must not pay for it. */
function builtAssets() {
  const manifest = app.publicPath('assets/.vite/manifest.json')
  if (!existsSync(manifest)) return ''
  const chunks: Record<string, { file: string; css?: string[] }> = JSON.parse(
    readFileSync(manifest, 'utf8')
  )
  const style = chunks['resources/css/app.css']
  const script = chunks['resources/js/app.ts']
  return [
    ...[style.file, ...(script.css ?? [])].map(
      (file) => `<link rel="stylesheet" href="/assets/${file}" up-asset>`
    ),
    `<script type="module" src="/assets/${script.file}" up-asset></script>`,
  ].join('\n')
}

let assets: string | undefined
edge.global('assetTags', () => {
  if (!app.inProduction) return edge.globals.html.safe(builtAssets())
  assets ??= builtAssets()
  return edge.globals.html.safe(assets)
})

/** A fresh idempotency key for a form that changes value. */
edge.global('newKey', () => randomUUID())

/** An icon as a page shows it; of each size there is one for all pages. */
const glyphs = new Map<string, unknown>()
edge.global('glyph', (name: string, classes = 'size-5') => {
  const key = `${name}|${classes}`
  const known = glyphs.get(key) ?? edge.globals.html.safe(iconHtml(name, classes))
  glyphs.set(key, known)
  return known
})
edge.global('toneOf', toneOf)

/** `data-theme` as the visitor chose it; without a choice the system's preference decides. */
edge.global('themeAttribute', (request?: HttpRequest) => {
  const theme = request?.plainCookie('theme', { encoded: false, defaultValue: '' })
  return theme === 'day' || theme === 'night' ? edge.globals.html.safe(`data-theme="${theme}"`) : ''
})

/** Pieces in the cart, from a cookie that the cart writes: no page needs a query for it. */
edge.global('cartCount', (request?: HttpRequest) => {
  const count = Number(request?.plainCookie('cart_count', { encoded: false, defaultValue: '0' }))
  return Number.isInteger(count) && count > 0 && count < 10_000 ? count : 0
})

edge.global('optionTags', (options: readonly Option[], chosen: unknown) =>
  edge.globals.html.safe(optionTags(options, String(chosen)))
)

/** A name within a sentence, whatever its language. */
edge.global('apart', apart)
edge.global('shopMenu', shopMenu)
edge.global('pictureUrl', pictureUrl)
edge.global('deskMenu', deskMenu)
edge.global('auditField', auditField)
edge.global('auditWords', auditWords)
type AuditRow = Record<string, unknown>
/** Fields that say something, before or after. */
edge.global('auditFields', (before: AuditRow | null, after: AuditRow | null) =>
  Object.keys(after ?? before ?? {}).filter((field) =>
    [before, after].some((row) => row && !isEmpty(row[field]))
  )
)
edge.global('documentPath', documentPath)
edge.global('ownDocumentPath', ownDocumentPath)
/** Scheme and host of the shop, for addresses that search engines read. */
edge.global('origin', () => appUrl().replace(/\/$/, ''))
/** The one Persian word on English pages. */
edge.global('persianName', () => 'فارسی')
