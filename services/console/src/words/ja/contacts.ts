import type { Words } from '../en.ts';

export const contacts: Words['contacts'] = {
  add: '連絡先を追加',
  open: '開く',
  openOf: '連絡先 {id} を開く',
  title: '連絡先 {id}',
  added: '連絡先を追加しました。',
  saved: '連絡先 {id} を保存しました。',
  remove: '削除',
  removeTitle: '連絡先 {id} を削除しますか？',
  removeText: 'リストから完全に削除します。実行中のキャンペーンも送らなくなります。',
  removed: '連絡先 {id} を削除しました。',
  place: '開始済みの実行での順番は変わらず、その実行で二度送られることはありません。',
  number: '国番号付き（例: 13175550101）。',
  idFromHere: '同じ人を見分ける値です。同じ値の連絡先があれば、追加せずに変更します。',
  isBlocked: '番号が正しくないか、オプトアウト済みのため、メッセージは送られません。',
};

export const dncNumbers: Words['dncNumbers'] = {
  of: '{name} の番号',
  number: '番号',
  ends: '期限',
  never: '無期限',
  actions: '操作',
  none: '番号がありません',
  noneText: '番号を 1 件ずつ追加するか、ファイルをインポートしてください。',
  lookUp: '番号を調べる',
  lookUpHelp: '国番号付き、またはリストの国の書き方で入力してください。',
  check: '調べる',
  isOn: '+{number} はリストにあります。メッセージは送られません。',
  isOnUntil: '+{number} は {time} までリストにあります。それまで送られません。',
  isNotOn: '{number} はリストにありません。',
  add: '番号を追加',
  numbers: '番号',
  numbersHelp: '1 行に 1 件、国番号付き。実行中のキャンペーンにもすぐ反映されます。',
  end: '最終日',
  endHelp: '最長 180 日先。指定しなければ無期限です。既にある番号は期限が変わります。',
  added: '{count, number} 件の番号をリストに追加しました。',
  remove: '外す',
  removeOf: '{number} をリストから外す',
  removeTitle: '+{number} をリストから外しますか？',
  removeText: 'このリストを使うキャンペーンが、再び送れるようになります。',
  previous: '前の番号',
  next: '次の番号',
};

export const used: Words['used'] = {
  ask: '使用中のキャンペーン',
  by: '{count, plural, =0 {使用しているキャンペーンはありません。} other {{count, number} 件のキャンペーンが使用しています:}}',
  more: 'ほか {count, number} 件',
};
