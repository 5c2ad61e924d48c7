/** The signs of each currency in every language, each without its last dot (Unicode CLDR 48, as in Intl). */
const signsOfCurrency: Readonly<Record<string, string>> = {
  AED: 'د.إ ए.इ.दि ߊߐߘ',
  AFN: '؋ Af ߊߝߊ',
  ALL: 'Lekë अल ߊߟߟ',
  AMD: '֏ ए.एम.दि ߊߡߘ',
  ANG: 'NAf ए.एन.जि ߊ߲ߕߝ',
  AOA: 'Kz ए.अ.ए के.जेत ߊ߲ߜ߭ߎ ߞߖ߭',
  ARS: '$ AR$ $AR ए.आर.एस ߊߖ߭ߔ',
  AUD: '$ A$ AU$ $A $AU AUD$ $ߐ',
  AWG: 'Afl ए.दब्ल्यु.जि ߊߥߖ߭',
  AZN: '₼ ए.जेत.एन ߊߖߣ',
  BAM: 'KM КМ बि.ए.एम के.एम ߓߍߡ',
  BBD: '$ BB$ Bds$ BBG DBB बि.बि.दि ߓߓߘ',
  BDT: '৳ TK ߓߘߕ Tk',
  BGN: 'лв बि.जि.एन ߓߜ߭ߟ',
  BHD: 'د.ب बि.ऐत्स.दि ߓߤߘ',
  BIF: 'FBu बि.आइ.एफ ߓߙߝ',
  BMD: '$ BM$ BD$ $BM DBM बि.एम.डि ߓߡߘ',
  BND: '$ BN$ $BN ߓߣߘ',
  BOB: 'Bs बि.अ.बि बि.एस ߓߏߓ BUB',
  BRL: 'R$ BR$',
  BSD: '$ BS$ B$ बि.एस.दि ߓߛߘ',
  BTN: 'Nu ߓߕߒ',
  BWP: 'P बि.दब्ल्यु.पि पि ߓߥߔ ߔ',
  BYN: 'P р Br r बि.वाई.एन p ߓߌߙ',
  BZD: '$ BZ$ $BZ DBZ बि.जेद.डि',
  CAD: '$ C$ CA$ $CA सि.ए$ KA$',
  CDF: 'FC सि.दि.एफ ߞߝ',
  CHF: 'सि.ऐत्स.एफ ߛߥߝ',
  CLP: '$ CL$ $CL Vote$ सि.एल.पि ߛߟߔ',
  CNY: 'CN¥ ¥ ¥CN 元 सिएन¥ ߛߣߦ',
  COP: '$ CO$ $CO सि.अ.पि ߞߐߔ',
  CRC: '₡ सि.आर.सि ߞߙߞ',
  CUC: '$ CUC$ Cub$ सि.इउ.सि ߞߎ߳ߞ',
  CUP: '$ ₱ CU$ $MN सि.इउ.पि ߞߎ߳ߔ',
  CVE: 'सि.भि.इ ߍߛߞ',
  CZK: 'Kč सि.जेद.के ߗߞߞ Кч',
  DJF: 'दि.जे.एफ ߖߓߝ Fdj',
  DKK: 'kr Dkr Kr दि.के.के के.आर ߘߞߞ',
  DOP: '$ DO$ RD$ डि.अ.पि ߘߏߔ',
  DZD: 'د.ج दि.जेत.दि DA ߊߟߘ',
  EGP: 'E£ £ ج.م £E LE EG£ EGPP ई.जि.पि ߡߛߔ',
  ERN: 'इ.आर.एन ߋߙߝ Nfk',
  ETB: 'ብር Br इ.ति.बि ߋߗߓ',
  EUR: '€',
  FJD: '$ FJ$ $FJ F$ FJC $ߝߖ',
  FKP: '£ FK£ Fl£ £FK एफ.के.पि ߝߞߔ',
  GBP: '£ UK£ £RU £GB GB£',
  GEL: '₾ ლ जि.इ.एल ߖ߭ߐߟ',
  GHS: 'GH₵ ₵ GHC जि.ऐत्स.एस जि.ऐत्स₵ ߜ߭ߛߘ',
  GIP: '£ £GI GIIP जि.आइ.पि ߖ߭ߓߔ£',
  GMD: 'जि.एम.दि ߜ߭ߓߘ D',
  GNF: 'FG F.G जि.एन.एफ एफ.जि ߿ 𞤊𞤘',
  GTQ: 'Q जि.ति.किउ ߜ߭ߕߞ',
  GYD: '$ GY$ G$ जि.वाई.दि ߜ߭ߎ߳ߘ',
  HKD: '$ HK$ $HK HKS ऐत्स.के$ ߤߞߘ',
  HNL: 'L ऐत्स.एन.एल ߤߘߟ',
  HRK: 'kn Kn HRKS ऐत्स.आर.के के.एन ߞߛߞ',
  HTG: 'G ऐत्स.ति.जि ߤߕߜ߭',
  HUF: 'Ft VoteFt ऐत्स.इउ.एफ एफ.ति ߤߜ߭ߝ',
  IDR: 'Rp ߍ߲ߘߙ',
  ILS: '₪ NIS',
  INR: '₹ Rs',
  IQD: 'Irakdinaa د.ع आइ.किउ.दि ߌߞߘ',
  IRR: 'ر.إ ریال ߌߙߙ',
  ISK: 'kr Íkr Ikr Kr के.आर आई.एस.के ߌߛߞ',
  JMD: '$ JM$ J$ जे.एम.दि ߖߡߘ',
  JOD: 'د.أ जे.अ.दि ߖߐߘ',
  JPY: '¥ JP¥ ߗ߭ߔߦ',
  KES: 'Ksh के.इ.एस ߞߋߛ',
  KGS: '⃀ сом के.जि.एस ߞߜ߭ߛ',
  KHR: '៛ ߞߓߙ',
  KMF: 'CF FC के.एम.एफ सि.एफ ߞߡߝ ߝߛ',
  KPW: '₩ के.पि.दब्ल्यु ߞߞߥ',
  KRW: '₩ KR₩',
  KWD: 'د.ك के.दब्ल्यु.दि ߞߥߘ',
  KYD: '$ KY$ CI$ के.वाई.दि ߞߌߘ',
  KZT: '₸ के.जेत.ति ߞߗ߭ߕ',
  LAK: '₭ ߟߊߞ',
  LBP: 'L£ ل.ل £L £LB एल.बि.पि एल£ ߟߓ£',
  LKR: 'Rs රු ߟߞߙ',
  LRD: '$ $LR L$ एल.आर.दि ߟ߾',
  LSL: 'ЛСЛ ឡូទី एल.एस.एल ߟߛߟ M',
  LYD: 'د.ل एल.वाई.दि ߟߓߘ',
  MAD: 'د.م एम.ए.दि ߡߘߤ',
  MDL: 'L VoteMDL एम.डि.एल ߡߘߟ',
  MGA: 'Ar एम.जि.ए ए.आर ߡߘߙ ߊߙ',
  MKD: 'ден एम.के.दि ߡߞߘ den',
  MMK: 'K ߡߡߞ',
  MNT: '₮ एम.एन.ति ߡߣߕ',
  MOP: 'एम.अ.पि ߡߏߔ MOP$',
  MRU: 'أ.م एम.आर.इउ ߡߎߜ߭ UM',
  MUR: 'Rs રૂ एम.इउ.आर आर.एस ߡߙߔ ߙߛ',
  MVR: 'ߡߝ߭ߙ Rf',
  MWK: 'एम.दब्ल्यु.के ߡߟߞ MK',
  MXN: '$ MX$ $MX एम.एक्स$ ߡߞ$',
  MYR: 'RM ߡߦߙ',
  MZN: 'एम.जेत.एन MTn ߡߖ߭ߡ',
  NAD: '$ N$ $NA एन.ए.दि ߣߡߘ ߛ',
  NGN: '₦ एन.जि.एन ߖߣ 𞤐𞤐𞤘',
  NIO: 'C$ $C एन.आई.अ सि$ ߣߌߏ',
  NOK: 'kr NKr Nkr Kr के.आर एन.अ.के ߣߐߞ',
  NPR: 'Rs नेरू रू ߣߔߙ',
  NZD: '$ NZ$ $ZN $NZ NZD$ $ߣߖ߭',
  OMR: 'ر.ع अ.एम.आर ߏߡߙ',
  PAB: 'B/ पि.ए.बि ߔߊߓ',
  PEN: 'S/ पि.इ.एन ߔߋߛ',
  PGK: 'K ߔߖߞ 𞤑𞤆𞤘',
  PHP: '₱ 𞤆𞤆𞤖',
  PKR: 'Rs ߔߞߙ ر',
  PLN: 'zł zl Zł पि.एल.एन ߔߟߗ߭ зл',
  PYG: '₲ Gs पि.आई.जि ߔߙߜ߭',
  QAR: 'ر.ق किउ.ए.आर ߞߊߙ',
  RON: 'L leu lei ley лей लेई レイ ಲೀ lej Votelei आर.अ.एन रॉन ߙߎߟ',
  RSD: 'din आर.एस.दि ߙߛߘ дин',
  RUB: '₽ руб rb रूब ߌߎߙ',
  RWF: 'RF F.Rw FR आर.एफ ߙߥߝ ߝߙ',
  SAR: 'ر.س एस.ए.आर ߛߊߙ',
  SBD: '$ SB$ SI$ S$ $SB ߛߓߘ',
  SCR: 'Rs एस.सि.आर ߛߛߥ SCRu SR',
  SDG: 'ج.س एस.दि.जि ߛߘߜ߭',
  SEK: 'kr кр Skr Kr के.आर एस.इ.के ߛߥߞ',
  SGD: '$ S$ $SG ߛߜ߭ߘ',
  SHP: '£ एस.ऐत्स.पि ߛߤߔ',
  SLE: 'एस.एल.इ ߛߙߔ Le',
  SLL: 'एस.एल.एल ߛߟߟ',
  SOS: 'S एस.अ.एस ߛߡߛ',
  SRD: '$ SR$ $SR एस.आर.डि ߛߎߘ',
  SSP: '£ एस.एस.पि ߛߛߔ SD£',
  STN: 'Db STD एस.ति.एन दि.बि ߛߔߘ ߛߓ',
  SYP: '£ ل.س S£ एस.वाई.पि ߛߌߔ LS',
  SZL: 'एस.जेत.एल ߛߖ߭ߟ E',
  THB: '฿ TH฿ ߕߘߓ',
  TJS: 'сом ति.जे.एस ߕߖߛ',
  TMT: 'ТМТ ति.एम.ति ߕߡߕ',
  TND: 'د.ت ति.एन.दि ߕߣߘ DT',
  TOP: 'T$ $T ߕߏߔ',
  TRY: '₺ ति.आर.वाई ߕߎߟ Тл',
  TTD: '$ TT$ $TT ति.ति.डि ߕߕߘ',
  TWD: '$ NT$ एन.ति$ ߕߥߘ',
  TZS: 'TSh ति.जेत.एस ߕߖ߭ߛ',
  UAH: '₴ इउ.ए.ऐत्स ߌߞߤ',
  UGX: 'USh इउ.जि.एक्स ߎߜ߭ߛ',
  USD: '$ US$ щ.д $SU $US ߊߞߘ$',
  UYU: '$ UY$ $U $UY इउ.वाई.इउ ߎ߳ߔ',
  UZS: 'soʻm इउ.जेत.एस ߎߗ߭ߛ сўм',
  VES: 'भि.इ.एस ߝ߭ߋߓ Bs.S',
  VND: '₫',
  VUV: 'ߝ߭ߕߝ߭ VT',
  WST: '$WS $ߥߛ WS$',
  XAF: 'FCFA ߝߛߝ FCF 𞤊𞤅𞤊𞤀',
  XCD: '$ EC$ $EC इ.सि$ ߛߟߘ',
  XCG: 'Cg ƒ Cf Kg ICg',
  XDR: 'DIP',
  XOF: 'FCFA AAS فرانکCFA සිෆ්එ CFA ߾ 𞤅𞤊𞤀',
  XPF: 'CFPF FCFP ߾ߝߛߝ CFP',
  YER: 'ر.ي वाई.इ.आर ߦߡߙ',
  ZAR: 'R जेत.ए.आर आर ߥߝߙ',
  ZMW: 'K ZK Kw जेत.के ߖ߭ߓߥ ߖ߭ߞ Zk',
  ZWG: 'ZiG IZWG',
  ZWL: 'ߖ߭ߥߟ',
};

/**
 * Signs that are in use but not in CLDR: from price lists, bank statements and spreadsheets of those
 * countries.
 */
const otherSigns: Readonly<Record<string, string>> = {
  AED: 'Dh Dhs درهم',
  BDT: 'Tk টাকা',
  BGN: 'lv',
  BHD: 'BD',
  BOB: '$b',
  CHF: 'Fr SFr Franken',
  CNY: '圆 圓 RMB',
  CZK: 'Kcs Kčs',
  DKK: 'Dkr',
  DZD: 'DA',
  EGP: 'L.E',
  EUR: 'Euro Euros',
  GBP: 'Stg',
  GHS: 'GH¢ ¢',
  HKD: '元 圓',
  ILS: 'ש"ח ש״ח',
  INR: 'Re ₨ रु रू ரூ రూ ರೂ രൂ',
  IRR: '﷼ ريال',
  JOD: 'JD',
  JPY: '円 圓 Yen',
  KES: 'KShs Sh Shs',
  KRW: '원 Won',
  KWD: 'KD',
  KZT: 'тг тенге',
  LBP: 'LL L.L',
  LKR: 'රු ரூ',
  MAD: 'Dh Dhs درهم',
  MDL: 'lei leu',
  MMK: 'Ks ကျပ်',
  MNT: 'төг төгрөг',
  MZN: 'MT',
  NGN: 'N',
  NOK: 'Nkr',
  NPR: 'रु ₨',
  OMR: 'R.O RO ﷼',
  PHP: 'P Php',
  PKR: '₨ Re',
  QAR: 'QR ﷼',
  RUB: 'р руб rub',
  SAR: 'SR ﷼ ريال',
  SEK: 'Skr',
  THB: 'บาท Baht',
  TND: 'DT',
  TRY: 'TL YTL',
  TWD: '元 圓 NT',
  TZS: 'TShs Sh Shs',
  UAH: 'грн гривень hrn',
  UGX: 'UShs Sh Shs',
  USD: 'Dollar Dollars',
  UZS: 'сум som',
  VES: 'Bs BsS BsF Bs.F BsD',
  VND: 'đ Đ đồng vnđ',
  XAF: 'F CFA',
  XOF: 'F CFA',
  YER: '﷼ ريال',
};

/** Sign → codes, in normal form: letters A–Z are lower case, except a single one. */
const codesOfSign = new Map<string, Set<string>>();
for (const signs of [signsOfCurrency, otherSigns])
  for (const [code, text] of Object.entries(signs)) for (const sign of text.split(' ')) addSign(sign, code);
for (const code of Intl.supportedValuesOf('currency')) addSign(code, code);

function addSign(sign: string, code: string): void {
  const cases = isSingleLetter(sign) ? [sign] : [sign, sign.toUpperCase(), sign.toLowerCase()];
  for (const written of cases.flatMap((spelling) => [spelling.normalize('NFC'), spelling.normalize('NFD')])) {
    const key = foldSign(written);
    const known = codesOfSign.get(key);
    if (known) known.add(code);
    else codesOfSign.set(key, new Set([code]));
  }
}

/** A sign as in the table: without its last dot, A–Z in lower case, except a single letter (`R`, not `r`). */
export function foldSign(written: string): string {
  const sign = written.replace(/\.$/, '');
  return isSingleLetter(sign) ? sign : sign.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function isSingleLetter(sign: string): boolean {
  return /^[A-Z]$/.test(sign);
}

/** Every sign and code in the form of foldSign. */
export const writtenSigns: readonly string[] = [...codesOfSign.keys()].filter(
  (sign) => !/^[a-z]$/.test(sign),
);

/** Currencies with thousandths in ISO 4217: `KD 1.500` is one and a half. */
const WITH_THOUSANDTHS = ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'];
export const signsWithThousandths: readonly string[] = writtenSigns.filter((sign) =>
  WITH_THOUSANDTHS.some((code) => codesOfSign.get(sign)?.has(code)),
);

/**
 * Currencies that a sign can stand for; empty when it is not a sign.
 * @param written without white space, e.g. `$`, `Rp.`, `EUR`, `US$`, `COL$`
 */
export function currenciesOf(written: string): ReadonlySet<string> {
  const known = codesOfSign.get(foldSign(written));
  if (known) return known;
  // a country's letters before a symbol: MEX$, COL$, ARS$
  const [, country = '', symbol = ''] = /^([A-Z]{2,3})(\p{Sc})$/u.exec(written) ?? [];
  const ofSymbol = [...(codesOfSign.get(symbol) ?? [])];
  return new Set(ofSymbol.filter((code) => code.startsWith(country.slice(0, 2)) && country !== ''));
}
