import edge from 'edge.js'
import { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'

type Renderer = ReturnType<typeof edge.createRenderer>
type State = Record<string, unknown>

/** Edge's own renderer, and what every page may use whoever asks for it. */
function first() {
  const renderer = edge.createRenderer()
  return { make: renderer.constructor as Make, everywhere: renderer.getState() as State }
}
type Make = new (
  ...parts: [typeof edge.compiler, typeof edge.asyncCompiler, typeof edge.processor, State]
) => Renderer
let known: ReturnType<typeof first> | undefined

/**
 * What the pages of a request may use, handed to Edge only when one is rendered: a redirect makes no
 * page. Edge's own way merges deeply at each `share`, eight times a request, and lists all components
 * again for every renderer.
 */
class PageView {
  #shared: State

  constructor(shared: State) {
    this.#shared = shared
  }

  share(more: State) {
    Object.assign(this.#shared, more)
    return this
  }

  render(page: string, state?: State) {
    return this.#renderer().render(page, state)
  }

  renderSync(page: string, state?: State) {
    return this.#renderer().renderSync(page, state)
  }

  getState() {
    return this.#renderer().getState()
  }

  /** With all of it as globals, which Edge copies once; what is shared it would merge deeply. */
  #renderer() {
    known ??= first()
    const { compiler, asyncCompiler, processor } = edge
    const state = { ...known.everywhere, ...this.#shared }
    return new known.make(compiler, asyncCompiler, processor, state)
  }
}

/* While developing, a component that is new must be seen: Edge's own renderer looks each time. */
if (app.inProduction || app.inTest) {
  HttpContext.getter(
    'view',
    function (this: HttpContext) {
      /* All that pages ask of Edge's renderer; its private fields no other class can have. */
      return new PageView({ request: this.request }) as unknown as Renderer
    },
    true
  )
}
