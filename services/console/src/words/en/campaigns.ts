export const campaigns = {
  title: 'Campaign Management',
  create: 'Create a WhatsApp campaign',
  search: 'Search by name',
  anyStatus: 'Any status',
  anyDivision: 'Any division',
  noneFound: 'No campaign matches',
  noneFoundText: 'Names are compared from their beginning.',
  showAll: 'Show all campaigns',
  none: 'No campaigns yet',
  noneText:
    'A campaign sends a template to everybody in a contact list, at the pace you set, and nobody twice.',
  notStarted: 'not started',
  doneOf: '{done} of {total}',
  column: {
    name: 'Campaign name',
    status: 'Status',
    progress: 'Progress',
    rate: 'Per minute',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
    failed: 'Failed',
    skipped: 'Skipped',
    unknown: 'Unknown',
    list: 'Contact list',
    division: 'Division',
    modified: 'Changed',
    actions: 'Actions',
  },
};

export const campaign = {
  status: {
    on: 'On',
    stopping: 'Stopping',
    off: 'Off',
    complete: 'Complete',
    invalid: 'Invalid',
    forced_off: 'Forced off',
    forced_stopping: 'Forced stopping',
  },
  reason: {
    until: 'Until {time}.',
    restore:
      'Nothing is sent: database and Kafka do not fit together. An operator has to confirm the restore.',
    held: 'Nothing is sent: WhatsApp, or this system after WhatsApp’s answer, holds it.',
    senders: 'Slower than its rate: the senders do not manage more.',
    day_limit: 'Nothing is sent: the people whom the portfolio may message in 24 h are reached.',
    callable_time: 'Nothing is sent: it is not the callable time of the contacts that are left.',
    planning: 'The order of the contacts is being planned.',
    exhausted: 'No contacts are left; it waits for new ones.',
    contacts: 'It waits for contacts that are being taken up.',
    level: 'Slower than its rate: WhatsApp allows the number no more.',
    refused: 'Slower than its rate: WhatsApp refused messages for throughput.',
    shared: 'Slower than its rate: it shares the number with other campaigns.',
  },
  deedOf: '{deed}: {name}',
  moreOf: 'More actions: {name}',
  deed: {
    start: 'Start',
    stop: 'Stop',
    recycle: 'Recycle',
    delete: 'Delete',
    edit: 'Edit',
    copy: 'Copy',
  },
  askTitle: {
    start: 'Start “{name}”?',
    stop: 'Stop “{name}”?',
    recycle: 'Recycle “{name}”?',
    delete: 'Delete “{name}”?',
  },
  ask: {
    start: 'Everybody in the contact list who passes the filters and is on no DNC list gets one message.',
    again: 'A new run begins with the first contact: everybody may get one message again.',
    resume:
      '{left, plural, one {One person has} other {{left, number} people have}} not been messaged yet. It goes on where it stood, at {rate} messages per minute.',
    pace: 'At most {rate} messages leave in a minute.',
    stop: 'Messages that are under way are finished; then nothing more leaves. You can start it again where it stood.',
    stopLeft:
      '{left, plural, =0 {Everybody has been messaged.} one {One person has not been messaged.} other {{left, number} people have not been messaged.}}',
    recycle: 'Its next start begins with the first contact: everybody may get one message again.',
    recycleOn:
      'After this run it goes back to the first contact. Those who are being messaged now get one message only.',
    delete: 'The campaign is deleted for good. Its contact list, filters and templates stay.',
    deleteLeft:
      '{left, plural, one {One person has} other {{left, number} people have}} not been messaged and will not be.',
  },
  look: {
    people:
      '{count, plural, =0 {Nobody gets} one {One person gets} other {{count, number} people get}} a message',
    kept: 'Its filters keep {kept, number} of {total, number} contacts.',
    blocked:
      '{count, plural, =0 {None of them is on a DNC list or has opted out.} one {One is on a DNC list or has opted out, and is skipped.} other {{count, number} are on a DNC list or have opted out, and are skipped.}}',
    notCounted:
      'DNC lists are asked right before each message; for so many contacts it is not counted who is on them.',
    nobody: 'No contact passes the filters now: look at the filters and the list.',
    problems: 'This is in the way',
    first: '{count, plural, one {The first} other {The first {count, number}}}',
    asImported: 'in the order in which they were imported',
    sortedBy: 'sorted by {columns}',
    waits: 'Waits until {time}',
    unseen: 'Whom it would message cannot be shown now; it can be started all the same.',
  },
  did: {
    start: '“{name}” is on.',
    stop: '“{name}” is stopping.',
    recycle: '“{name}” begins again at its next start.',
    delete: '“{name}” is deleted.',
  },
};
