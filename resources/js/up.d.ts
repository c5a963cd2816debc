/** The part of Unpoly that our behaviours use. */
interface Up {
  log: { disable(): void }
  link: {
    config: { followSelectors: string[]; preloadSelectors: string[]; noFollowSelectors: string[] }
  }
  status: { config: { navSelectors: string[] } }
  form: { config: { submitSelectors: string[]; noSubmitSelectors: string[] } }
  fragment: { config: { mainTargets: string[]; runScripts: boolean } }
  protocol: { config: { csrfToken: () => string; csrfHeader: string } }
  network: { config: { progressBar: boolean; lateDelay: number } }
  compiler<E extends Element = HTMLElement>(
    selector: string,
    compile: (element: E) => void | (() => void)
  ): void
  on(events: string, handler: (event: Event & Record<string, unknown>) => void): void
  on<E extends Element = HTMLElement>(
    events: string,
    selector: string,
    handler: (event: Event, element: E) => void
  ): void
  reload(target: string | Element, options?: Record<string, unknown>): Promise<unknown>
}

interface Window {
  up: Up
}

declare module 'unpoly'
