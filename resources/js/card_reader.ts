import { latinDigits } from '#app/core/digits'
import { repairLayout } from '#app/core/fold'

/*
 * A card reader is a fast keyboard: it types the number and Enter, wherever the focus is. What it
 * typed goes to `[data-card-input]`, whose form is sent. The same card twice within a second is one
 * reading.
 */
/** No hand types eight keys as fast as this. */
const KEY_GAP_MS = 70
const SHORTEST = 8
const DOUBLE_READ_MS = 1000

let typed = ''
let lastKeyAt = 0
let lastCard = ''
let lastReadAt = -Infinity

/** Digits of a reading; a keyboard set to Persian gives Persian digits, or letters for letters. */
export function cardNumberOf(text: string): string {
  const latin = latinDigits(text).replace(/[%;?\s]/g, '')
  return /^[\dA-Za-z-]+$/.test(latin) ? latin : latinDigits(repairLayout(latin) ?? '')
}

function read(field: HTMLInputElement, now: number) {
  const card = cardNumberOf(typed)
  typed = ''
  const again = card === lastCard && now - lastReadAt < DOUBLE_READ_MS
  if (card.length < SHORTEST || again) return
  lastCard = card
  lastReadAt = now
  field.value = card
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.form?.requestSubmit()
}

document.addEventListener(
  'keydown',
  (event) => {
    const field = document.querySelector<HTMLInputElement>('[data-card-input]')
    if (!field || event.ctrlKey || event.altKey || event.metaKey) return
    const now = event.timeStamp
    if (now - lastKeyAt > KEY_GAP_MS) typed = ''
    lastKeyAt = now
    if (event.key.length === 1) typed += event.key
    /* A person's own Enter comes slowly and is left to the form. */
    if (event.key !== 'Enter' || typed.length < SHORTEST) return
    event.preventDefault()
    event.stopPropagation()
    undoTyping(event.target, field, typed)
    read(field, now)
  },
  true
)

/** The reader's keys also went into the field that had the focus; that one shows Persian digits. */
function undoTyping(target: EventTarget | null, field: HTMLInputElement, text: string) {
  if (target === field || !(target instanceof HTMLInputElement)) return
  if (!latinDigits(target.value).endsWith(latinDigits(text))) return
  target.value = target.value.slice(0, -text.length)
  target.dispatchEvent(new Event('input', { bubbles: true }))
}
