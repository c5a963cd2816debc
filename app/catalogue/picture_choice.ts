import { fold } from '#app/core/fold'
import type { Drawing } from '#app/catalogue/drawings'

/** Words by which goods that came without a picture get a drawing that suits them. */
const WORDS: readonly (readonly [words: string, drawing: Drawing])[] = [
  ['بوت نیم‌بوت boot', 'boot'],
  ['کفش کتانی صندل shoe sneaker', 'shoe'],
  ['کوله backpack', 'backpack'],
  ['کیف bag', 'bag'],
  ['کت کاپشن پالتو ژاکت jacket coat', 'jacket'],
  ['مانتو دامن dress skirt', 'dress'],
  ['شال روسری scarf', 'scarf'],
  ['تیشرت تی‌شرت پیراهن بلوز shirt', 'shirt'],
  ['ساعت watch', 'watch'],
  ['هدفون هندزفری headphone headphones', 'headphones'],
  ['موبایل گوشی phone', 'phone'],
  ['لپ‌تاپ لپتاپ رایانه laptop', 'laptop'],
  ['دوربین camera', 'camera'],
  ['بلندگو اسپیکر speaker', 'speaker'],
  ['لامپ چراغ آباژور لوستر lamp', 'lamp'],
  ['مبل کاناپه sofa', 'sofa'],
  ['صندلی chair', 'chair'],
  ['قابلمه ماهیتابه دیگ pot pan', 'pot'],
  ['کتری قوری kettle', 'kettle'],
  ['چای tea', 'tea'],
  ['لیوان ماگ فنجان قهوه cup mug coffee', 'cup'],
  ['کتاب دفتر book', 'book'],
  ['توپ ball', 'ball'],
  ['عروسک اسباب‌بازی toy', 'toy'],
  ['عطر ادکلن perfume', 'perfume'],
  ['کرم لوسیون شامپو cream', 'cream'],
  ['دریل ابزار پیچ‌گوشتی drill tool', 'drill'],
  ['فرش قالی گلیم موکت carpet rug', 'carpet'],
  ['گلدان گیاه plant', 'plant'],
]

const DRAWING_OF = new Map(
  WORDS.flatMap(([words, drawing]) => words.split(' ').map((word) => [fold(word), drawing]))
)

/** A picture for goods of that name; the seed, such as the SKU, decides the colour. */
export function pictureFor(name: string, seed: string): string {
  const folded = fold(name)
  const words = folded.split(' ')
  const pairs = words.map((word, place) => `${word} ${words[place + 1] ?? ''}`.trim())
  const word = [...words, ...pairs].find((each) => DRAWING_OF.has(each))
  let hue = 7
  for (const letter of seed) hue = (hue * 31 + letter.codePointAt(0)!) % 360
  return `${(word && DRAWING_OF.get(word)) ?? 'box'}:${hue}`
}
