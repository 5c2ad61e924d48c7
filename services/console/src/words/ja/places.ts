import type { Words } from '../en.ts';

export const provider: Words['provider'] = {
  title: 'WhatsApp 統合',
  lead: 'それぞれが認証情報を持つ WhatsApp ビジネス電話番号です。上限と品質は WhatsApp の情報です。',
  name: '名前と番号',
  status: 'ステータス',
  state: { Active: 'アクティブ', Inactive: '非アクティブ', Error: 'エラー' },
  quality: '品質',
  rate: '1 分あたりのメッセージ数',
  tier: '24 時間の上限',
  holds: '保留',
  noHolds: 'なし',
  hold: '{reason}（{until} まで）',
  none: '統合はまだありません',
  noneText: '番号は wac integrations register で登録します。',
};

export const templates: Words['templates'] = {
  title: 'テンプレート',
  lead: 'WhatsApp が承認したメッセージです。アカウントから最後に読み込んだ内容です。',
  search: 'テンプレートを検索',
  none: 'テンプレートがありません',
  noneText: 'テンプレートは 15 分ごとに WhatsApp から読み込まれます。',
  wants: '{count, plural, =0 {埋める値はありません。} other {埋める値: {count, number} 個}}',
};

export const events: Words['events'] = {
  title: 'イベントログ',
  lead: '何が、何に起き、誰が指示したか。新しい順です。',
  time: '日時',
  level: 'レベル',
  levels: { INFO: '情報', WARNING: '警告', ERROR: 'エラー' },
  anyLevel: 'すべてのレベル',
  what: '内容',
  about: '対象',
  who: '指示した人',
  none: 'まだありません',
  noneText: 'インポート、開始、停止、問題の発生がここに表示されます。',
};

export const divisions: Words['divisions'] = {
  title: '部門',
  lead: 'キャンペーンとリストは部門に属し、ロールは部門ごとに付与されます。',
  name: '名前',
  description: '説明',
  home: 'Home',
  actions: '操作',
  create: '部門を作成',
  edit: '部門を編集',
  editOf: '{name} を編集',
  deleteOf: '{name} を削除',
  delete: '削除',
  deleteTitle: '「{name}」を削除しますか？',
  deleteText: '何も属していない部門だけを削除できます。',
  nameNeeded: '部門の名前を入力してください。',
};
