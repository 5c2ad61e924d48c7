export const access = {
  product: 'WhatsApp campaigns',
  email: 'E-mail address',
  password: 'Password',
  showPassword: 'Show or hide the password',
  signIn: 'Sign in',
  signInWith: 'Sign in with {name}',
  or: 'or',
  refused: {
    title: 'You are not signed in',
    noRole:
      'None of your groups has a role here. Ask an administrator of this system to give one of them a role.',
    emailTaken:
      'There is an account with your e-mail address already, and your sign-in does not confirm that the address is yours. Ask an administrator.',
    noEmail: 'Your sign-in gives no e-mail address. Ask an administrator.',
    disabled: 'Your account is disabled. Ask an administrator.',
    declined: 'The sign-in was cancelled.',
    expired: 'The sign-in took too long, or was begun in another browser. Please try again.',
    unavailable: 'The sign-in service does not answer. Please try again later.',
    failed: 'The sign-in could not be verified. Please try again.',
  },
  signOut: 'Sign out',
  firstTime:
    'Signing in for the first time? The first administrator’s password is printed where the system was started.',
  apiDocs: 'HTTP API',
  sessionEnded: 'Please sign in again',
  sessionEndedHint:
    'Your session has ended. What you typed is still here; it goes on when you have signed in.',
  choosePassword: 'Choose a password of your own',
  choosePasswordHint: 'The password that you were given opens nothing but this page.',
  changePassword: 'Change password',
  presentPassword: 'Present password',
  newPassword: 'New password',
  newPasswordHint: 'At least 12 characters.',
  repeatPassword: 'New password, again',
  samePassword: 'The new password must differ from the present one.',
  notRepeated: 'The two passwords differ.',
  passwordChanged: 'Your password is changed. Your other sessions have ended.',
  yourAccount: 'Your account',
};

export const shell = {
  skip: 'Skip to the page',
  menu: 'Open or close the navigation',
  navigation: 'Navigation',
  language: 'Language',
  colours: 'Colours',
  scheme: { light: 'Light', dark: 'Dark', auto: 'As the device' },
  account: 'Account of {name}',
  signOut: 'Sign out',
  group: { outbound: 'Outbound', whatsapp: 'WhatsApp', watch: 'Watch', admin: 'Administration' },
  place: {
    campaigns: 'Campaign Management',
    contactLists: 'Contact lists',
    filters: 'Contact list filters',
    dncLists: 'DNC lists',
    integrations: 'WhatsApp integrations',
    templates: 'Templates',
    optOuts: 'Opt-outs',
    interactions: 'Interactions',
    events: 'Event log',
    deadLetters: 'Dead letters',
    divisions: 'Divisions',
    users: 'Users',
    roles: 'Roles',
    clients: 'OAuth clients',
    subscriptions: 'Webhook subscriptions',
    account: 'Your account',
  },
  noPage: 'There is no such page',
  noPageText: 'The address may be mistyped, or what it showed has been deleted.',
  home: 'To Campaign Management',
};

export const failure = {
  retry: 'Try again',
  reference: 'Reference: {id}.',
  away: {
    title: 'The server does not answer',
    text: 'It is asked again by itself. Nothing that you typed is lost.',
  },
  forbidden: {
    title: 'You may not do this',
    text: 'You lack one of these permissions; an administrator can give you a role that holds it:',
  },
  gone: { title: 'It is not there', text: '' },
  conflict: { title: 'Somebody else was faster', text: '' },
  busy: { title: 'Too many requests', text: 'Wait a moment and try again.' },
  late: {
    title: 'No answer in time',
    text: 'The command was published and may still be carried out. Look before you repeat it.',
  },
  ours: { title: 'Something went wrong', text: 'This is a fault of the system, not yours.' },
  refused: { title: 'This was refused', text: '' },
};

export const live = {
  away: 'The server does not answer',
  age: 'What you see is from {time}, {ago}. It goes on by itself as soon as the server is back; nothing that you typed is lost.',
};

export const table = {
  columns: 'Columns',
  range: '{first, number}–{last, number} of {total, number}',
  pageSize: 'Rows per page',
  perPage: '{count} per page',
  page: 'Page {page, number}',
  to: { first: 'First page', previous: 'Previous page', next: 'Next page', last: 'Last page' },
  clearSearch: 'Clear the search',
};

export const dialog = { cancel: 'Cancel', close: 'Close', save: 'Save' };
