import type { Words } from '../en.ts';

export const access: Words['access'] = {
  product: 'WhatsApp キャンペーン',
  email: 'メールアドレス',
  password: 'パスワード',
  showPassword: 'パスワードの表示を切り替える',
  signIn: 'サインイン',
  signInWith: '{name} でサインイン',
  or: 'または',
  refused: {
    title: 'サインインできませんでした',
    noRole: '所属グループにこのシステムのロールがありません。管理者に依頼してください。',
    emailTaken:
      '同じメールアドレスのアカウントが既にあり、そのアドレスの所有が確認されていません。管理者に連絡してください。',
    noEmail: 'サインイン情報にメールアドレスがありません。管理者に連絡してください。',
    disabled: 'アカウントは無効です。管理者に連絡してください。',
    declined: 'サインインは取り消されました。',
    expired: '時間がかかりすぎたか、別のブラウザーで開始されました。もう一度お試しください。',
    unavailable: 'サインインサービスが応答しません。後でもう一度お試しください。',
    failed: 'サインインを確認できませんでした。もう一度お試しください。',
  },
  signOut: 'サインアウト',
  firstTime: '初めてのサインインですか？最初の管理者のパスワードは、システムを起動した画面に表示されます。',
  apiDocs: 'HTTP API',
  sessionEnded: 'もう一度サインインしてください',
  sessionEndedHint: 'セッションが終了しました。入力した内容は残っています。サインインすると続行します。',
  choosePassword: '自分のパスワードを決めてください',
  choosePasswordHint: '渡されたパスワードでは、このページしか開けません。',
  changePassword: 'パスワードを変更',
  presentPassword: '現在のパスワード',
  newPassword: '新しいパスワード',
  newPasswordHint: '12 文字以上。',
  repeatPassword: '新しいパスワード（確認）',
  samePassword: '新しいパスワードは現在のものと異なる必要があります。',
  notRepeated: '2 つのパスワードが一致しません。',
  passwordChanged: 'パスワードを変更しました。ほかのセッションは終了しました。',
  yourAccount: 'アカウント',
};

export const shell: Words['shell'] = {
  skip: '本文へ移動',
  menu: 'ナビゲーションを開閉',
  navigation: 'ナビゲーション',
  language: '言語',
  colours: '配色',
  scheme: { light: 'ライト', dark: 'ダーク', auto: '端末に合わせる' },
  account: '{name} のアカウント',
  signOut: 'サインアウト',
  group: { outbound: 'アウトバウンド', whatsapp: 'WhatsApp', watch: '監視', admin: '管理' },
  place: {
    campaigns: 'キャンペーン管理',
    contactLists: '連絡先リスト',
    filters: '連絡先リストフィルター',
    dncLists: 'DNC リスト',
    integrations: 'WhatsApp 統合',
    templates: 'テンプレート',
    optOuts: 'オプトアウト',
    interactions: 'インタラクション',
    events: 'イベントログ',
    deadLetters: 'デッドレター',
    divisions: '部門',
    users: 'ユーザー',
    roles: 'ロール',
    clients: 'OAuth クライアント',
    subscriptions: 'Webhook 購読',
    account: 'アカウント',
  },
  noPage: 'ページがありません',
  noPageText: 'アドレスが間違っているか、表示していたものが削除されています。',
  home: 'キャンペーン管理へ',
};

export const failure: Words['failure'] = {
  retry: '再試行',
  reference: '参照番号: {id}',
  away: { title: 'サーバーが応答しません', text: '自動的に再接続します。入力した内容は失われません。' },
  forbidden: {
    title: '権限がありません',
    text: '次のいずれかの権限が必要です。管理者が、この権限を持つロールを付与できます。',
  },
  gone: { title: '見つかりません', text: '' },
  conflict: { title: 'ほかの人が先に変更しました', text: '' },
  busy: { title: 'リクエストが多すぎます', text: '少し待ってから再試行してください。' },
  late: {
    title: '時間内に応答がありません',
    text: 'コマンドは発行済みで、これから実行される可能性があります。繰り返す前に確認してください。',
  },
  ours: { title: '問題が発生しました', text: 'システム側の不具合です。' },
  refused: { title: '受け付けられませんでした', text: '' },
};

export const live: Words['live'] = {
  away: 'サーバーが応答しません',
  age: '表示は {time}（{ago}）のものです。サーバーが戻ると自動的に続きます。入力した内容は失われません。',
};

export const table: Words['table'] = {
  columns: '列',
  range: '{total, number} 件中 {first, number}–{last, number}',
  pageSize: '1 ページの行数',
  perPage: '{count} 件ずつ',
  page: '{page, number} ページ',
  to: { first: '最初のページ', previous: '前のページ', next: '次のページ', last: '最後のページ' },
  clearSearch: '検索をクリア',
};

export const dialog: Words['dialog'] = { cancel: 'キャンセル', close: '閉じる', save: '保存' };
