/*
 * `<select data-cascade="province">` and, in the same form, options with `data-group`: only those
 * of the chosen province can be chosen. Without script all are shown and the server checks.
 */
window.up.compiler<HTMLSelectElement>('select[data-cascade-from]', (child) => {
  const parent = child.form?.elements.namedItem(child.dataset.cascadeFrom ?? '')
  if (!(parent instanceof HTMLSelectElement)) return
  const all = [...child.options]
  const fit = () => {
    const chosen = child.value
    child.replaceChildren(
      ...all.filter((o) => !o.dataset.group || o.dataset.group === parent.value)
    )
    child.value = [...child.options].some((o) => o.value === chosen) ? chosen : ''
  }
  parent.addEventListener('change', fit)
  fit()
  return () => parent.removeEventListener('change', fit)
})
