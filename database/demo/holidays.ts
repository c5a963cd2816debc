import { DateTime } from 'luxon'
import { fromJalali, jalaliParts, TEHRAN } from '#app/core/jalali'

interface HolidayRow {
  branch_id: null
  day: string
  name_fa: string
  name_en: string
}

/** Jalali month and day: these never move. */
const SOLAR = [
  [1, 1, 'نوروز', 'Nowruz'],
  [1, 2, 'نوروز', 'Nowruz'],
  [1, 3, 'نوروز', 'Nowruz'],
  [1, 4, 'نوروز', 'Nowruz'],
  [1, 12, 'روز جمهوری اسلامی', 'Islamic Republic Day'],
  [1, 13, 'روز طبیعت', 'Nature Day'],
  [3, 14, 'رحلت امام خمینی', 'Death of Imam Khomeini'],
  [3, 15, 'قیام ۱۵ خرداد', 'Uprising of 15 Khordad'],
  [11, 22, 'پیروزی انقلاب اسلامی', 'Revolution Day'],
  [12, 29, 'ملی شدن صنعت نفت', 'Oil Nationalisation Day'],
] as const

/** Lunar month and day. The moon decides: an administrator moves a day that was announced otherwise. */
const LUNAR = [
  [1, 9, 'تاسوعا', 'Tasua'],
  [1, 10, 'عاشورا', 'Ashura'],
  [2, 20, 'اربعین', 'Arbaeen'],
  [2, 28, 'رحلت رسول اکرم', 'Death of the Prophet'],
  [2, 29, 'شهادت امام رضا', 'Martyrdom of Imam Reza'],
  [3, 8, 'شهادت امام حسن عسکری', 'Martyrdom of Imam Hasan al-Askari'],
  [3, 17, 'میلاد رسول اکرم', 'Birth of the Prophet'],
  [6, 3, 'شهادت حضرت فاطمه', 'Martyrdom of Fatima'],
  [7, 13, 'ولادت امام علی', 'Birth of Imam Ali'],
  [7, 27, 'مبعث', 'Mabaas'],
  [8, 15, 'نیمه شعبان', 'Mid-Shaban'],
  [9, 21, 'شهادت امام علی', 'Martyrdom of Imam Ali'],
  [10, 1, 'عید فطر', 'Eid al-Fitr'],
  [10, 2, 'عید فطر', 'Eid al-Fitr'],
  [10, 25, 'شهادت امام صادق', 'Martyrdom of Imam Sadegh'],
  [12, 10, 'عید قربان', 'Eid al-Adha'],
  [12, 18, 'عید غدیر', 'Eid al-Ghadir'],
] as const

const lunarParts = new Intl.DateTimeFormat('en-u-ca-islamic-civil-nu-latn', {
  month: 'numeric',
  day: 'numeric',
  timeZone: 'UTC',
})

/** Holidays of last, this and next Jalali year, each Gregorian day once, in order. */
export function holidaysAround(now: DateTime): HolidayRow[] {
  const { year } = jalaliParts(now)
  const days = new Map<string, HolidayRow>()
  const keep = (at: DateTime, name_fa: string, name_en: string) => {
    const day = at.toFormat('yyyy-MM-dd')
    if (!days.has(day)) days.set(day, { branch_id: null, day, name_fa, name_en })
  }

  for (const wanted of [year - 1, year, year + 1]) {
    for (const [month, day, fa, en] of SOLAR) {
      keep(fromJalali(wanted, month, day, 12).setZone(TEHRAN), fa, en)
    }
  }
  const end = fromJalali(year + 2, 1, 1, 12).setZone(TEHRAN)
  for (
    let at = fromJalali(year - 1, 1, 1, 12).setZone(TEHRAN);
    at < end;
    at = at.plus({ days: 1 })
  ) {
    const known = LUNAR.find(([month, day]) => lunarDay(at) === `${month}/${day}`)
    if (known) keep(at, known[2], known[3])
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
}

function lunarDay(at: DateTime): string {
  const parts = lunarParts.formatToParts(DateTime.utc(at.year, at.month, at.day, 12).toMillis())
  const value = (type: string) => parts.find((part) => part.type === type)?.value
  return `${value('month')}/${value('day')}`
}
