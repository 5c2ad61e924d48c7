/**
 * Words with which recipients opt out and in, by language (ISO 639), and the labels of WhatsApp's own opt-out
 * button.
 */

type Words = {
  readonly stop: readonly string[];
  readonly start: readonly string[];
  /**
   * The quick reply "Stop promotions" that WhatsApp offers for marketing templates, as worded in that
   * language.
   */
  readonly button: readonly string[];
};

export const optOutWordsByLanguage: Readonly<Record<string, Words>> = {
  en: {
    stop: [
      ...[
        'stop',
        'stop all',
        'stopall',
        'unsubscribe',
        'unsub',
        'cancel',
        'end',
        'quit',
        'remove',
        'remove me',
      ],
      ...[
        'opt out',
        'optout',
        'opt me out',
        'revoke',
        'stop it',
        'stop please',
        'please stop',
        'stop messages',
      ],
    ],
    start: ['start', 'unstop', 'subscribe', 'resubscribe', 'opt in', 'optin'],
    button: ['stop promotions', 'stop promotion', 'stop promos', 'stop offers', 'stop marketing', 'stop ads'],
  },
  af: {
    stop: ['stop', 'kanselleer', 'teken uit'],
    start: ['begin', 'teken in'],
    button: ['stop promosies', 'staak promosies'],
  },
  ar: {
    stop: ['توقف', 'إيقاف', 'أوقف', 'وقف', 'الغاء', 'إلغاء الاشتراك', 'ألغ الاشتراك', 'قف'],
    start: ['ابدأ', 'اشتراك', 'استئناف'],
    button: ['إيقاف العروض الترويجية', 'إيقاف العروض', 'أوقف العروض الترويجية', 'إيقاف الترويج'],
  },
  az: {
    stop: ['dayandır', 'ləğv et'],
    start: ['başla'],
    button: ['promosyonları dayandır', 'reklamları dayandır'],
  },
  bg: {
    stop: ['стоп', 'спри', 'отпиши'],
    start: ['старт', 'започни'],
    button: ['спиране на промоциите', 'спри промоциите'],
  },
  bn: {
    stop: ['বন্ধ করুন', 'বন্ধ', 'থামুন', 'স্টপ'],
    start: ['শুরু করুন', 'শুরু'],
    button: ['প্রচার বন্ধ করুন', 'প্রোমোশন বন্ধ করুন', 'অফার বন্ধ করুন'],
  },
  ca: {
    stop: ['atura', 'baixa'],
    start: ['inicia', 'alta'],
    button: ['atura les promocions', 'atura promocions'],
  },
  cs: {
    stop: ['stop', 'zrušit', 'odhlásit', 'odhlásit odběr', 'konec'],
    start: ['start', 'přihlásit'],
    button: ['ukončit propagaci', 'zastavit propagační akce', 'zastavit promo akce', 'zastavit reklamy'],
  },
  da: {
    stop: ['stop', 'afmeld', 'stands'],
    start: ['start', 'tilmeld'],
    button: ['stop kampagner', 'stop reklamer', 'stop tilbud'],
  },
  de: {
    stop: [
      'stop',
      'stopp',
      'abmelden',
      'abbestellen',
      'austragen',
      'abmeldung',
      'beenden',
      'keine werbung',
      'aufhören',
    ],
    start: ['anmelden', 'starten'],
    button: [
      ...[
        'werbung stoppen',
        'werbung beenden',
        'werbeaktionen stoppen',
        'werbeaktionen beenden',
        'stopp werbung',
      ],
      ...[
        'promotions stoppen',
        'aktionen stoppen',
        'keine werbung',
        'keine werbung mehr',
        'angebote stoppen',
      ],
    ],
  },
  el: {
    stop: ['στοπ', 'διακοπή', 'διαγραφή', 'σταμάτα', 'τέλος'],
    start: ['έναρξη', 'εγγραφή'],
    button: ['διακοπή προωθητικών ενεργειών', 'διακοπή προσφορών', 'διακοπή προωθήσεων'],
  },
  es: {
    stop: [
      ...[
        'parar',
        'alto',
        'baja',
        'cancelar',
        'detener',
        'pare',
        'basta',
        'darme de baja',
        'dar de baja',
        'quitar',
      ],
      ...['borrar', 'salir', 'no más', 'no mas mensajes', 'desuscribir', 'desuscribirme'],
    ],
    start: ['alta', 'iniciar', 'empezar', 'comenzar'],
    button: [
      'detener promociones',
      'parar promociones',
      'detener las promociones',
      'cancelar promociones',
      'dejar de recibir promociones',
    ],
  },
  et: { stop: ['lõpeta', 'stopp'], start: ['alusta'], button: ['peata pakkumised', 'lõpeta reklaamid'] },
  fa: {
    stop: ['توقف', 'لغو', 'لغو اشتراک', 'ایست', 'قطع'],
    start: ['شروع', 'عضویت'],
    button: ['توقف تبلیغات', 'لغو تبلیغات', 'توقف پیام‌های تبلیغاتی'],
  },
  fi: {
    stop: ['lopeta', 'peruuta'],
    start: ['aloita', 'tilaa'],
    button: ['lopeta kampanjat', 'lopeta tarjoukset', 'lopeta mainokset'],
  },
  fil: {
    stop: ['itigil', 'ihinto', 'tigil'],
    start: ['simulan'],
    button: ['ihinto ang mga promosyon', 'itigil ang mga promosyon', 'itigil ang promo'],
  },
  fr: {
    stop: [
      ...[
        'stop',
        'arrêt',
        'arrêter',
        'arrêtez',
        'désabonner',
        'se désabonner',
        'me désabonner',
        'désinscrire',
      ],
      ...['désinscription', 'désabonnement', 'annuler', 'fin'],
    ],
    start: ['démarrer', 'abonner', "s'abonner", 'commencer', 'reprendre'],
    button: [
      ...[
        'arrêter les promotions',
        'arrêter les promos',
        'stopper les promotions',
        'stop promotions',
        'stop promos',
      ],
      ...['arrêter les offres', 'arrêter promotions', 'plus de promotions'],
    ],
  },
  gu: { stop: ['બંધ કરો', 'રોકો', 'બંધ'], start: ['શરૂ કરો'], button: ['પ્રમોશન બંધ કરો', 'પ્રમોશન રોકો'] },
  he: {
    stop: ['עצור', 'הפסק', 'הסר', 'הסרה', 'להסיר', 'תפסיקו', 'ביטול'],
    start: ['התחל', 'הצטרף'],
    button: ['הפסקת מבצעים', 'הפסק מבצעים', 'להפסיק מבצעים', 'הסר מדיוור'],
  },
  hi: {
    stop: ['रोकें', 'बंद करें', 'बंद', 'रोको', 'स्टॉप', 'बंद करो', 'रुकें', 'सदस्यता समाप्त करें'],
    start: ['शुरू करें', 'शुरू', 'स्टार्ट'],
    button: ['प्रचार रोकें', 'प्रचार बंद करें', 'प्रमोशन बंद करें', 'प्रमोशन रोकें', 'ऑफ़र बंद करें'],
  },
  hr: {
    stop: ['stop', 'odjava', 'prekini', 'zaustavi'],
    start: ['prijava', 'počni'],
    button: ['zaustavi promocije', 'prekini promocije'],
  },
  hu: {
    stop: ['stop', 'leállítás', 'leiratkozás', 'leiratkozom', 'állj'],
    start: ['feliratkozás', 'indítás'],
    button: ['promóciók leállítása', 'promóciók letiltása', 'reklámok leállítása'],
  },
  id: {
    stop: ['berhenti', 'stop', 'hentikan', 'batal', 'batalkan', 'berhenti berlangganan', 'unreg'],
    start: ['mulai', 'langganan'],
    button: ['hentikan promosi', 'berhenti promosi', 'stop promosi', 'hentikan promo', 'stop promo'],
  },
  it: {
    stop: [
      ...[
        'ferma',
        'annulla',
        'disiscrivi',
        'disiscrivimi',
        'cancellami',
        'cancella',
        'basta',
        'interrompi',
        'fermati',
      ],
      ...['annulla iscrizione', 'disiscrizione'],
    ],
    start: ['inizia', 'iscrivi', 'iscrivimi'],
    button: [
      'interrompi promozioni',
      'interrompi le promozioni',
      'stop promozioni',
      'ferma promozioni',
      'basta promozioni',
    ],
  },
  ja: {
    stop: [
      '停止',
      '配信停止',
      '解除',
      '登録解除',
      '中止',
      'ストップ',
      'やめる',
      '止めて',
      '退会',
      '配信停止希望',
    ],
    start: ['再開', '登録', '開始', 'スタート'],
    button: [
      'プロモーションを停止',
      'プロモーションを停止する',
      'プロモーション停止',
      '宣伝を停止',
      '広告を停止',
    ],
  },
  kk: { stop: ['тоқтату', 'тоқта'], start: ['бастау'], button: ['жарнаманы тоқтату', 'акцияларды тоқтату'] },
  kn: { stop: ['ನಿಲ್ಲಿಸಿ'], start: ['ಪ್ರಾರಂಭಿಸಿ'], button: ['ಪ್ರಚಾರಗಳನ್ನು ನಿಲ್ಲಿಸಿ'] },
  ko: {
    stop: [
      '중지',
      '수신거부',
      '수신 거부',
      '거부',
      '해지',
      '취소',
      '그만',
      '중단',
      '정지',
      '구독 취소',
      '스톱',
    ],
    start: ['시작', '구독', '재개'],
    button: ['프로모션 중지', '프로모션 중단', '홍보 중지', '광고 중지', '광고 수신거부'],
  },
  lt: {
    stop: ['stop', 'stabdyti', 'atsisakyti'],
    start: ['pradėti'],
    button: ['stabdyti reklamą', 'sustabdyti akcijas'],
  },
  lv: {
    stop: ['stop', 'apturēt', 'atteikties'],
    start: ['sākt'],
    button: ['apturēt reklāmas', 'pārtraukt akcijas'],
  },
  ml: { stop: ['നിർത്തുക', 'നിര്‍ത്തുക'], start: ['ആരംഭിക്കുക'], button: ['പ്രമോഷനുകൾ നിർത്തുക'] },
  mr: { stop: ['थांबवा', 'बंद करा', 'थांबा'], start: ['सुरू करा'], button: ['प्रचार थांबवा', 'जाहिराती थांबवा'] },
  ms: {
    stop: ['henti', 'hentikan', 'batal', 'berhenti'],
    start: ['mulakan'],
    button: ['hentikan promosi', 'henti promosi'],
  },
  nb: {
    stop: ['stopp', 'avmeld', 'meld av', 'avslutt'],
    start: ['meld på'],
    button: ['stopp kampanjer', 'stopp reklame', 'avslutt kampanjer'],
  },
  nl: {
    stop: ['stop', 'stoppen', 'afmelden', 'uitschrijven', 'opzeggen', 'beëindigen'],
    start: ['aanmelden', 'inschrijven'],
    button: [
      'promoties stoppen',
      'stop promoties',
      'stop met promoties',
      'aanbiedingen stoppen',
      'reclame stoppen',
    ],
  },
  pa: { stop: ['ਬੰਦ ਕਰੋ', 'ਰੋਕੋ'], start: ['ਸ਼ੁਰੂ ਕਰੋ'], button: ['ਪ੍ਰਚਾਰ ਬੰਦ ਕਰੋ'] },
  pl: {
    stop: [
      'stop',
      'zatrzymaj',
      'anuluj',
      'rezygnuję',
      'rezygnacja',
      'wypisz',
      'wypisz mnie',
      'zrezygnuj',
      'koniec',
    ],
    start: ['zapisz', 'rozpocznij'],
    button: [
      'zatrzymaj promocje',
      'wyłącz promocje',
      'zakończ promocje',
      'stop promocjom',
      'zrezygnuj z promocji',
    ],
  },
  pt: {
    stop: [
      ...[
        'parar',
        'pare',
        'sair',
        'cancelar',
        'descadastrar',
        'remover',
        'cancelar inscrição',
        'sair da lista',
      ],
      ...['descadastro', 'não quero mais', 'anular'],
    ],
    start: ['iniciar', 'voltar', 'começar'],
    button: [
      'parar promoções',
      'interromper promoções',
      'cancelar promoções',
      'parar as promoções',
      'parar promoção',
      'bloquear promoções',
    ],
  },
  ro: {
    stop: ['stop', 'oprește', 'dezabonare', 'dezabonează', 'anulează'],
    start: ['abonare', 'începe'],
    button: ['oprește promoțiile', 'opriți promoțiile', 'stop promoții'],
  },
  ru: {
    stop: [
      'стоп',
      'отписаться',
      'отписка',
      'отмена',
      'отказ',
      'прекратить',
      'остановить',
      'хватит',
      'отпишите',
      'отпишите меня',
    ],
    start: ['старт', 'подписаться', 'начать'],
    button: [
      ...[
        'остановить рекламу',
        'отключить рекламу',
        'прекратить рекламу',
        'остановить рекламные акции',
        'стоп реклама',
      ],
      ...['прекратить рассылку', 'отписаться от рассылки', 'отказаться от рекламы', 'остановить акции'],
    ],
  },
  sk: {
    stop: ['stop', 'zrušiť', 'odhlásiť'],
    start: ['prihlásiť'],
    button: ['zastaviť propagáciu', 'zastaviť promo akcie'],
  },
  sl: {
    stop: ['stop', 'odjava', 'ustavi'],
    start: ['prijava'],
    button: ['ustavi promocije', 'prekini promocije'],
  },
  sr: {
    stop: ['стоп', 'одјава', 'прекини', 'заустави'],
    start: ['пријава'],
    button: ['заустави промоције', 'zaustavi promocije'],
  },
  sv: {
    stop: ['stopp', 'stoppa', 'avsluta', 'avregistrera', 'sluta'],
    start: ['starta', 'börja'],
    button: ['stoppa kampanjer', 'stoppa reklam', 'stoppa erbjudanden', 'avsluta kampanjer'],
  },
  sw: {
    stop: ['acha', 'simamisha', 'sitisha', 'komesha'],
    start: ['anza'],
    button: ['acha matangazo', 'sitisha matangazo', 'simamisha matangazo'],
  },
  ta: {
    stop: ['நிறுத்து', 'நிறுத்தவும்'],
    start: ['தொடங்கு', 'தொடங்கவும்'],
    button: ['விளம்பரங்களை நிறுத்து', 'விளம்பரங்களை நிறுத்தவும்'],
  },
  te: { stop: ['ఆపండి', 'ఆపు', 'నిలిపివేయండి'], start: ['ప్రారంభించండి'], button: ['ప్రమోషన్లు ఆపండి', 'ప్రమోషన్‌లను ఆపండి'] },
  th: {
    stop: ['หยุด', 'ยกเลิก', 'เลิกรับ', 'ยกเลิกการสมัคร'],
    start: ['เริ่ม', 'สมัคร'],
    button: ['หยุดโปรโมชั่น', 'หยุดโปรโมชัน', 'หยุดการโปรโมต', 'ยกเลิกโปรโมชั่น'],
  },
  tr: {
    stop: ['dur', 'durdur', 'iptal', 'ret', 'çıkış', 'abonelikten çık', 'vazgeç', 'bırak'],
    start: ['başla', 'başlat', 'abone ol'],
    button: ['promosyonları durdur', 'kampanyaları durdur', 'reklamları durdur', 'tanıtımları durdur'],
  },
  uk: {
    stop: ['стоп', 'відписатися', 'відписатись', 'скасувати', 'зупинити', 'припинити', 'відмова'],
    start: ['старт', 'підписатися', 'почати'],
    button: ['зупинити рекламу', 'припинити рекламу', 'вимкнути рекламу', 'зупинити акції'],
  },
  ur: {
    stop: ['بند کریں', 'روکیں', 'بند', 'رکیں'],
    start: ['شروع کریں'],
    button: ['پروموشنز بند کریں', 'پروموشنز روکیں', 'اشتہارات بند کریں'],
  },
  uz: {
    stop: ["to'xtatish", 'bekor qilish'],
    start: ['boshlash'],
    button: ["reklamani to'xtatish", "aksiyalarni to'xtatish"],
  },
  vi: {
    stop: ['dừng', 'hủy', 'huỷ', 'ngừng', 'hủy đăng ký', 'từ chối'],
    start: ['bắt đầu', 'đăng ký'],
    button: ['dừng khuyến mãi', 'ngừng khuyến mãi', 'dừng quảng cáo', 'ngừng quảng cáo', 'tắt khuyến mại'],
  },
  zh: {
    stop: ['停止', '退订', '退訂', '取消', '取消订阅', '取消訂閱', '停', '拒收', '不要', 'TD'],
    start: ['开始', '開始', '订阅', '訂閱', '恢复', '恢復'],
    button: [
      '停止推广',
      '停止推廣',
      '停止促销',
      '停止促銷',
      '停止促銷訊息',
      '停止推广信息',
      '停止接收促銷',
      '停止宣傳',
    ],
  },
  zu: { stop: ['yeka'], start: ['qala'], button: ['misa izaziso', 'misa amaphromoshini'] },
};
