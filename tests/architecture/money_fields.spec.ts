import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { inRial, inToman, type InRial, type InToman, oddAmount } from '#app/core/money'
import type { NewPayment } from '#app/sales/gateways/payment_gateway'
import { filesUnder } from '#tests/architecture/steps'

/* The guard against ten times too much stands at every field of money. */

/** Names under which forms take money: what a validator reads with `tomanField`. */
function moneyNames(): Set<string> {
  const names = filesUnder('app', '.ts').flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/^\s*(\w+): tomanField\(/gm)].map(([, name]) => name)
  )
  return new Set(names)
}

/** Every field of the views, with its file, its name and what draws it. */
function fieldsOfViews() {
  return filesUnder('resources/views', '.edge').flatMap((path) => {
    const text = readFileSync(path, 'utf8')
    const drawn = text.matchAll(/@!component\('components\/(\w*field)', \{ name: ([^,]+)/g)
    const raw = text.matchAll(/<(input|textarea)\b[^>]*\bname="([^"]+)"[^>]*>/g)
    return [
      ...[...drawn].map(([, by, name]) => ({ path, by, name: lastWord(name), tag: '' })),
      ...[...raw].map(([tag, by, name]) => ({ path, by, name: lastWord(name), tag })),
    ]
  })
}

/** `'lines[' + index + '][discount]'` takes a discount. */
const lastWord = (name: string) => /(\w+)\W*$/.exec(name)?.[1] ?? ''

type Takes<Given, Wanted> = Given extends Wanted ? true : false

test.group('[row 41] Fields of money', () => {
  test('every form that takes money has the guard: words, unit, odd grouping', ({ assert }) => {
    const names = moneyNames()
    assert.isAbove(names.size, 5)
    const money = fieldsOfViews().filter(({ name, tag }) => names.has(name) && !/hidden/.test(tag))
    assert.isAbove(money.length, 10)
    const bare = money.filter(({ by }) => by !== 'money_field')
    assert.deepEqual(
      bare.map(({ path, name }) => `${path}: ${name}`),
      []
    )
  })

  test('the guard prints the unit and the words, and asks about an odd grouping', ({ assert }) => {
    const guard = readFileSync('resources/views/components/money_field.edge', 'utf8')
    for (const part of [
      "t('ui.toman')",
      'data-money-words',
      'words(',
      'oddAmount(',
      'confirmed_',
    ]) {
      assert.include(guard, part)
    }
  })

  test('an odd grouping is a guess that is asked about, any other text is none', ({ assert }) => {
    assert.equal(oddAmount('۱۲۵۰٬۰۰۰'), 12_500_000)
    assert.equal(oddAmount('125,00'), 125_000)
    assert.isNull(oddAmount('۱٬۲۵۰٬۰۰۰'))
    assert.isNull(oddAmount('زیاد'))
    assert.isNull(oddAmount('-5,0'))
  })

  test('an adapter of one unit does not take the other: it does not compile', ({ assert }) => {
    const tomanAtRial: Takes<InToman, NewPayment['amount']> = false
    const plainAtRial: Takes<number, NewPayment['amount']> = false
    const rialAtToman: Takes<InRial, InToman> = false
    const rialAtRial: Takes<InRial, NewPayment['amount']> = true
    assert.deepEqual(
      [tomanAtRial, plainAtRial, rialAtToman, rialAtRial],
      [false, false, false, true]
    )
    assert.equal(inToman(12_500), 1_250)
    assert.equal(inRial(12_500), 12_500)
    assert.throws(() => inToman(12_505))
  })
})
