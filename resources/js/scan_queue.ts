/*
 * A form with `data-scan="#part"` is for a reader that types a code and Enter, faster than a page
 * comes back. What was scanned waits in a queue, the field is free for the next code at once, and
 * the codes are sent one after the other, each under a key of its own: one whose answer was lost is
 * sent again and counts once. The named part of the page is renewed from each answer.
 */
const ATTEMPTS = 4
const PAUSE_MS = 700

interface Scan {
  form: HTMLFormElement
  fields: URLSearchParams
}

const waiting: Scan[] = []
let isSending = false

document.addEventListener(
  'submit',
  (event) => {
    const form = event.target as HTMLFormElement
    if (!form.dataset.scan || event.defaultPrevented) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const fields = new URLSearchParams()
    for (const [name, value] of new FormData(form)) fields.append(name, String(value))
    waiting.push({ form, fields })
    clear(form)
    if (!isSending) void sendAll()
  },
  true
)

/** Ready for the next code, under another key. */
function clear(form: HTMLFormElement) {
  for (const field of form.querySelectorAll<HTMLInputElement>('input')) {
    if (field.type === 'text') field.value = ''
    if (field.type === 'checkbox') field.checked = false
    if (field.name === 'key') field.value = newKey()
  }
  codeOf(form)?.focus()
}

const codeOf = (form: HTMLFormElement) =>
  form.querySelector<HTMLInputElement>('input[type=text]') ?? undefined

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function sendAll() {
  isSending = true
  for (let scan = waiting.shift(); scan; scan = waiting.shift()) {
    const page = await sent(scan)
    if (page === null) giveBack(scan)
    else await show(scan.form.dataset.scan!, page)
  }
  isSending = false
}

/** The page that answers, or null when nobody does. */
async function sent({ form, fields }: Scan): Promise<string | null> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const answer = await fetch(form.action, { method: 'POST', body: fields })
      if (answer.ok) return await answer.text()
      if (answer.status < 500) return null
    } catch {
      /* The line is down for a moment; the same key makes it safe to ask again. */
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt))
  }
  return null
}

async function show(target: string, page: string) {
  try {
    await window.up.render({ target, document: page, scroll: false, focus: 'keep', history: false })
  } catch {
    window.location.reload()
  }
}

/** What could not be sent is not lost silently: the code comes back, with the reason. */
function giveBack({ form, fields }: Scan) {
  const field = codeOf(form)
  if (!field) return
  field.value = fields.get(field.name) ?? ''
  field.setCustomValidity(form.dataset.scanFailed ?? '')
  field.reportValidity()
  field.addEventListener('input', () => field.setCustomValidity(''), { once: true })
}
