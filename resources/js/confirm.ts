/** `data-confirm="sentence"` on a form or button: asks first, in a dialog of the page. */
document.addEventListener(
  'submit',
  (event) => {
    const form = event.target as HTMLFormElement
    const button = event.submitter as HTMLButtonElement | null
    const sentence = button?.dataset.confirm ?? form.dataset.confirm
    if (!sentence || form.dataset.confirmed) return
    event.preventDefault()
    event.stopImmediatePropagation()
    ask(sentence, () => {
      form.dataset.confirmed = 'yes'
      form.requestSubmit(button ?? undefined)
      delete form.dataset.confirmed
    })
  },
  true
)

const WORDS = { fa: ['بله', 'انصراف'], en: ['Yes', 'Cancel'] }

function ask(sentence: string, proceed: () => void) {
  const [yes, no] = WORDS[document.documentElement.lang === 'en' ? 'en' : 'fa']
  const dialog = document.createElement('dialog')
  dialog.className = 'panel-card m-auto w-[calc(100%-2rem)] max-w-sm p-6'
  const text = document.createElement('p')
  text.className = 'text-lg font-semibold'
  text.textContent = sentence
  const buttons = document.createElement('form')
  buttons.method = 'dialog'
  buttons.className = 'mt-6 flex justify-end gap-2'
  buttons.append(button(no, 'btn btn-ghost', 'no'), button(yes, 'btn btn-primary', 'yes'))
  dialog.append(text, buttons)
  dialog.addEventListener('close', () => {
    dialog.remove()
    if (dialog.returnValue === 'yes') proceed()
  })
  document.body.append(dialog)
  dialog.showModal()
  buttons.querySelector<HTMLButtonElement>('[value=yes]')?.focus()
}

function button(text: string, className: string, value: string) {
  return Object.assign(document.createElement('button'), { textContent: text, className, value })
}
