import type { Client } from '#app/core/sql'

/** Province → its main cities, each as «name|English name»; the capital first. */
const PLACES: Readonly<Record<string, string>> = {
  'آذربایجان شرقی|East Azerbaijan':
    'تبریز|Tabriz، مراغه|Maragheh، مرند|Marand، میانه|Mianeh، اهر|Ahar، بناب|Bonab، شبستر|Shabestar، سراب|Sarab، جلفا|Jolfa',
  'آذربایجان غربی|West Azerbaijan':
    'ارومیه|Urmia، خوی|Khoy، بوکان|Bukan، مهاباد|Mahabad، میاندوآب|Miandoab، سلماس|Salmas، پیرانشهر|Piranshahr، نقده|Naqadeh، ماکو|Maku',
  'اردبیل|Ardabil':
    'اردبیل|Ardabil، پارس‌آباد|Parsabad، مشگین‌شهر|Meshginshahr، خلخال|Khalkhal، گرمی|Germi، بیله‌سوار|Bilesavar، نمین|Namin',
  'اصفهان|Isfahan':
    'اصفهان|Isfahan، کاشان|Kashan، خمینی‌شهر|Khomeynishahr، نجف‌آباد|Najafabad، شاهین‌شهر|Shahinshahr، فولادشهر|Fuladshahr، مبارکه|Mobarakeh، گلپایگان|Golpayegan، نطنز|Natanz، شهرضا|Shahreza، آران و بیدگل|Aran va Bidgol',
  'البرز|Alborz':
    'کرج|Karaj، فردیس|Fardis، هشتگرد|Hashtgerd، نظرآباد|Nazarabad، محمدشهر|Mohammadshahr، ماهدشت|Mahdasht، اشتهارد|Eshtehard، طالقان|Taleqan',
  'ایلام|Ilam':
    'ایلام|Ilam، دهلران|Dehloran، ایوان|Eyvan، آبدانان|Abdanan، دره‌شهر|Darreh Shahr، مهران|Mehran، سرابله|Sarableh',
  'بوشهر|Bushehr':
    'بوشهر|Bushehr، برازجان|Borazjan، گناوه|Genaveh، کنگان|Kangan، دیلم|Deylam، خورموج|Khormoj، جم|Jam، عسلویه|Asaluyeh',
  'تهران|Tehran':
    'تهران|Tehran، شهریار|Shahriar، اسلامشهر|Eslamshahr، ری|Rey، قدس|Qods، ملارد|Malard، ورامین|Varamin، پاکدشت|Pakdasht، قرچک|Qarchak، پردیس|Pardis، دماوند|Damavand، رباط‌کریم|Robat Karim، پرند|Parand، لواسان|Lavasan، فیروزکوه|Firuzkuh',
  'چهارمحال و بختیاری|Chaharmahal and Bakhtiari':
    'شهرکرد|Shahrekord، بروجن|Borujen، فارسان|Farsan، لردگان|Lordegan، هفشجان|Hafshejan، اردل|Ardal',
  'خراسان جنوبی|South Khorasan':
    'بیرجند|Birjand، قائن|Qaen، فردوس|Ferdows، طبس|Tabas، نهبندان|Nehbandan، سربیشه|Sarbisheh، بشرویه|Boshruyeh',
  'خراسان رضوی|Razavi Khorasan':
    'مشهد|Mashhad، نیشابور|Nishapur، سبزوار|Sabzevar، تربت حیدریه|Torbat-e Heydarieh، قوچان|Quchan، کاشمر|Kashmar، تربت جام|Torbat-e Jam، چناران|Chenaran، گناباد|Gonabad، تایباد|Taybad، سرخس|Sarakhs',
  'خراسان شمالی|North Khorasan':
    'بجنورد|Bojnord، شیروان|Shirvan، اسفراین|Esfarayen، آشخانه|Ashkhaneh، جاجرم|Jajarm، فاروج|Faruj',
  'خوزستان|Khuzestan':
    'اهواز|Ahvaz، دزفول|Dezful، آبادان|Abadan، خرمشهر|Khorramshahr، بندر ماهشهر|Bandar-e Mahshahr، اندیمشک|Andimeshk، شوشتر|Shushtar، بهبهان|Behbahan، ایذه|Izeh، شوش|Shush، مسجدسلیمان|Masjed Soleyman، رامهرمز|Ramhormoz',
  'زنجان|Zanjan':
    'زنجان|Zanjan، ابهر|Abhar، خرمدره|Khorramdarreh، قیدار|Qeydar، طارم|Tarom، هیدج|Hidaj',
  'سمنان|Semnan':
    'سمنان|Semnan، شاهرود|Shahrud، دامغان|Damghan، گرمسار|Garmsar، مهدی‌شهر|Mahdishahr، میامی|Meyami',
  'سیستان و بلوچستان|Sistan and Baluchestan':
    'زاهدان|Zahedan، زابل|Zabol، ایرانشهر|Iranshahr، چابهار|Chabahar، سراوان|Saravan، خاش|Khash، کنارک|Konarak، نیک‌شهر|Nikshahr',
  'فارس|Fars':
    'شیراز|Shiraz، مرودشت|Marvdasht، جهرم|Jahrom، فسا|Fasa، کازرون|Kazerun، داراب|Darab، لار|Lar، آباده|Abadeh، فیروزآباد|Firuzabad، نی‌ریز|Neyriz، اقلید|Eqlid',
  'قزوین|Qazvin':
    'قزوین|Qazvin، الوند|Alvand، تاکستان|Takestan، بوئین‌زهرا|Buin Zahra، آبیک|Abyek، محمدیه|Mohammadieh',
  'قم|Qom': 'قم|Qom، قنوات|Qanavat، جعفریه|Jafarieh، کهک|Kahak، دستجرد|Dastjerd',
  'کردستان|Kurdistan':
    'سنندج|Sanandaj، سقز|Saqqez، مریوان|Marivan، بانه|Baneh، قروه|Qorveh، کامیاران|Kamyaran، بیجار|Bijar، دیواندره|Divandarreh',
  'کرمان|Kerman':
    'کرمان|Kerman، سیرجان|Sirjan، رفسنجان|Rafsanjan، جیرفت|Jiroft، بم|Bam، زرند|Zarand، شهربابک|Shahr-e Babak، کهنوج|Kahnuj، بردسیر|Bardsir',
  'کرمانشاه|Kermanshah':
    'کرمانشاه|Kermanshah، اسلام‌آباد غرب|Eslamabad-e Gharb، هرسین|Harsin، کنگاور|Kangavar، سنقر|Sonqor، جوانرود|Javanrud، پاوه|Paveh، صحنه|Sahneh، سرپل ذهاب|Sarpol-e Zahab',
  'کهگیلویه و بویراحمد|Kohgiluyeh and Boyer-Ahmad':
    'یاسوج|Yasuj، دوگنبدان|Dogonbadan، دهدشت|Dehdasht، لیکک|Likak، چرام|Choram، سی‌سخت|Sisakht',
  'گلستان|Golestan':
    'گرگان|Gorgan، گنبد کاووس|Gonbad-e Kavus، علی‌آباد کتول|Aliabad-e Katul، بندر ترکمن|Bandar-e Torkaman، آق‌قلا|Aqqala، کردکوی|Kordkuy، آزادشهر|Azadshahr، مینودشت|Minudasht',
  'گیلان|Gilan':
    'رشت|Rasht، بندر انزلی|Bandar-e Anzali، لاهیجان|Lahijan، لنگرود|Langarud، تالش|Talesh، آستارا|Astara، صومعه‌سرا|Sowmeeh Sara، فومن|Fuman، رودسر|Rudsar، رودبار|Rudbar',
  'لرستان|Lorestan':
    'خرم‌آباد|Khorramabad، بروجرد|Borujerd، دورود|Dorud، کوهدشت|Kuhdasht، الیگودرز|Aligudarz، نورآباد|Nurabad، ازنا|Azna، پلدختر|Poldokhtar',
  'مازندران|Mazandaran':
    'ساری|Sari، بابل|Babol، آمل|Amol، قائم‌شهر|Qaemshahr، بهشهر|Behshahr، چالوس|Chalus، نوشهر|Nowshahr، تنکابن|Tonekabon، بابلسر|Babolsar، رامسر|Ramsar، نکا|Neka، محمودآباد|Mahmudabad، نور|Nur',
  'مرکزی|Markazi':
    'اراک|Arak، ساوه|Saveh، خمین|Khomeyn، محلات|Mahallat، دلیجان|Delijan، شازند|Shazand، تفرش|Tafresh، آشتیان|Ashtian',
  'هرمزگان|Hormozgan':
    'بندرعباس|Bandar Abbas، میناب|Minab، قشم|Qeshm، کیش|Kish، بندر لنگه|Bandar-e Lengeh، حاجی‌آباد|Hajiabad، رودان|Rudan، جاسک|Jask',
  'همدان|Hamadan':
    'همدان|Hamadan، ملایر|Malayer، نهاوند|Nahavand، تویسرکان|Tuyserkan، اسدآباد|Asadabad، کبودرآهنگ|Kabudarahang، بهار|Bahar، رزن|Razan',
  'یزد|Yazd':
    'یزد|Yazd، میبد|Meybod، اردکان|Ardakan، حمیدیا|Hamidia، بافق|Bafq، مهریز|Mehriz، ابرکوه|Abarkuh، تفت|Taft',
}

const named = (entry: string) => {
  const [fa, en] = entry.split('|')
  return { name_fa: fa, name_en: en }
}

/** The 31 provinces and their main cities, unless there are provinces already. */
export async function ensurePlaces(client: Client): Promise<void> {
  if (await client.from('provinces').select('id').first()) return
  await client.insertQuery().table('provinces').multiInsert(Object.keys(PLACES).map(named))
  const rows: { id: number; name_fa: string }[] = await client
    .from('provinces')
    .select('id', 'name_fa')
  const ids = new Map(rows.map((row) => [row.name_fa, row.id]))
  const cities = Object.entries(PLACES).flatMap(([province, list]) =>
    list
      .split('، ')
      .map((city) => ({ ...named(city), province_id: ids.get(named(province).name_fa) }))
  )
  await client.insertQuery().table('cities').multiInsert(cities)
}
