/** One property of what is still awaited: `await its(browser.get('/'), 'status')`. */
export async function its<T, K extends keyof T>(
  awaited: PromiseLike<T | null>,
  property: K
): Promise<T[K]> {
  const value = await awaited
  if (value === null || value === undefined)
    throw new Error(`Nothing there to read «${String(property)}» of`)
  return value[property]
}
