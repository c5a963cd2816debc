/** What the payer sees at a fake gateway. `amount` in Rial. */
export interface PaymentPage {
  gateway: string
  amount: number
  description: string
  reference: string
}

const MARKS: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string) => text.replace(/[&<>"']/g, (mark) => MARKS[mark])

const persian = new Intl.NumberFormat('fa-IR')

const STYLE = `
  * { box-sizing: border-box }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
    background: #eef2f7; color: #1f2937; font: 1rem/1.9 Vazirmatn, Tahoma, sans-serif }
  main { width: min(26rem, 100%); background: #fff; border-radius: 1.25rem; overflow: hidden;
    box-shadow: 0 1rem 3rem rgb(31 41 55 / .12) }
  header { background: #1e3a5f; color: #fff; padding: 1.1rem 1.5rem }
  h1 { font-size: 1.1rem; margin: 0 }
  header p { margin: 0; font-size: .85rem; opacity: .85 }
  section { padding: 1.5rem }
  .amount { text-align: center; font-size: 1.9rem; font-weight: 700; margin: 0 }
  .rial { text-align: center; color: #5b6472; margin: 0 0 1.25rem; font-size: .9rem }
  dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0 0 1.5rem;
    padding: 1rem; background: #f6f8fb; border-radius: .75rem; font-size: .9rem }
  dt { color: #5b6472 } dd { margin: 0; overflow-wrap: anywhere }
  button { width: 100%; padding: .8rem; border: 0; border-radius: .75rem; font: inherit;
    font-weight: 700; cursor: pointer; margin-block-end: .6rem }
  button:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px }
  .pay { background: #15803d; color: #fff } .cancel { background: #e5e7eb; color: #1f2937 }
  .code { direction: ltr; text-align: end; font-family: monospace; font-size: .8rem }
`

function frame(gateway: string, inside: string) {
  return `<!doctype html>
<html lang="fa" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>درگاه پرداخت آزمایشی ${escape(gateway)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header><h1>درگاه پرداخت آزمایشی ${escape(gateway)}</h1><p>هیچ پولی جابه‌جا نمی‌شود.</p></header>
<section>${inside}</section>
</main>
</body>
</html>`
}

/** The page with the amount and the two buttons; it needs no script. */
export function paymentPage({ gateway, amount, description, reference }: PaymentPage): string {
  return frame(
    gateway,
    `<p class="amount">${persian.format(Math.floor(amount / 10))} تومان</p>
<p class="rial">${persian.format(amount)} ریال</p>
<dl>
<dt>بابت</dt><dd>${escape(description) || '—'}</dd>
<dt>شناسه</dt><dd class="code">${escape(reference)}</dd>
</dl>
<form method="post">
<button class="pay" name="outcome" value="paid">پرداخت موفق</button>
<button class="cancel" name="outcome" value="cancelled">انصراف</button>
</form>`
  )
}

/** For a reference that is unknown or has already been paid or cancelled. */
export function closedPage(gateway: string, sentence: string): string {
  return frame(gateway, `<p>${escape(sentence)}</p>`)
}

/** The address to come back to, with the gateway's answers added to what it already carries. */
export function withQuery(address: string, answers: Record<string, string>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(answers)) url.searchParams.set(name, value)
  return url.href
}
