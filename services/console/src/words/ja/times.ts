import type { Words } from '../en.ts';

export const times: Words['times'] = {
  range: '{days} {from}～{to}',
  wholeDays: '{days} 終日',
  dayRun: '{first}～{last}',
  any: 'いつでも',
  anyTime: 'メッセージはいつでも送信されます。',
  chosen: '{times}（連絡先の現地時間）。タイムゾーンが不明な連絡先は {zone}。',
  help: '時間を押すかドラッグするとオンとオフが切り替わります。曜日や時刻を押すと全体が切り替わります。キー操作: 矢印で移動、スペースで切り替え、Shift + 矢印で範囲。',
  exact: '分単位で指定',
  dayHeading: '曜日',
  hourHeading: '時刻',
  wholeDay: '{day}の全時間',
  wholeHour: '毎日 {time}',
  hour: {
    all: '{day} {from}～{to}: 送信可',
    none: '{day} {from}～{to}: 送信不可',
    part: '{day} {from}～{to}: {parts} のみ送信可',
  },
  rangeNumber: '時間帯 {number, number}',
  days: '曜日',
  from: '開始',
  to: '終了',
  add: '時間帯を追加',
  remove: '時間帯 {number, number} を削除',
  fault: {
    days: '曜日を 1 つ以上選択してください。',
    start: '開始は HH:MM（00:00～23:59）で入力してください。',
    end: '終了は HH:MM（00:01～24:00）で入力してください。',
    order:
      '終了は開始より後にしてください。深夜をまたぐ場合は、24:00 までと翌日の 00:00 からの 2 つに分けてください。',
  },
};
