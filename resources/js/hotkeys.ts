/*
 * `data-hotkey="/"` or `"F2"` or `"alt+s"`: focuses a field, presses a button or link. Letters
 * alone do nothing while one types. The physical key counts, so a Persian layout does no harm.
 */
const TYPING = 'input, textarea, select, [contenteditable]'

document.addEventListener('keydown', (event) => {
  const typing = (event.target as Element).matches?.(TYPING)
  for (const element of document.querySelectorAll<HTMLElement>('[data-hotkey]')) {
    if (!matches(event, element.dataset.hotkey ?? '', typing) || !isShown(element)) continue
    event.preventDefault()
    if (element.matches(TYPING)) {
      element.focus()
      if (element instanceof HTMLInputElement) element.select()
    } else element.click()
    return
  }
})

function matches(event: KeyboardEvent, hotkey: string, typing: boolean) {
  const parts = hotkey.toLowerCase().split('+')
  const key = parts.pop()
  const wants = (name: string) => parts.includes(name)
  if (wants('alt') !== event.altKey || wants('ctrl') !== (event.ctrlKey || event.metaKey))
    return false
  const plain = !wants('alt') && !wants('ctrl') && !/^f\d+$/.test(key ?? '') && key !== 'escape'
  if (plain && typing) return false
  return event.key.toLowerCase() === key || event.code.toLowerCase() === codeOf(key ?? '')
}

function codeOf(key: string) {
  if (/^[a-z]$/.test(key)) return `key${key}`
  if (/^\d$/.test(key)) return `digit${key}`
  return key === '/' ? 'slash' : key
}

function isShown(element: HTMLElement) {
  return element.offsetParent !== null || element.getClientRects().length > 0
}
