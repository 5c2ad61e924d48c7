export const provider = {
  title: 'WhatsApp integrations',
  lead: 'Each is a WhatsApp business phone number with its credentials. Limits and quality are as WhatsApp says.',
  name: 'Name and number',
  status: 'Status',
  state: { Active: 'Active', Inactive: 'Inactive', Error: 'Error' },
  quality: 'Quality',
  rate: 'Messages per minute',
  tier: 'Limit in 24 h',
  holds: 'Held',
  noHolds: 'no',
  hold: '{reason}, until {until}',
  none: 'No integrations yet',
  noneText: 'A number is registered with wac integrations register.',
};

export const templates = {
  title: 'Templates',
  lead: 'Messages that WhatsApp has approved, as last read from your accounts.',
  search: 'Search templates',
  none: 'No templates',
  noneText: 'Templates are read from WhatsApp every quarter of an hour.',
  wants:
    '{count, plural, =0 {No values to fill in.} one {One value to fill in.} other {{count, number} values to fill in.}}',
};

export const events = {
  title: 'Event log',
  lead: 'What happened, to what, and who commanded it. The latest comes first.',
  time: 'Time',
  level: 'Level',
  levels: { INFO: 'Information', WARNING: 'Warning', ERROR: 'Error' },
  anyLevel: 'Any level',
  what: 'What happened',
  about: 'Concerns',
  who: 'By',
  none: 'Nothing yet',
  noneText: 'Imports, starts, stops and everything that goes wrong appear here.',
};

export const divisions = {
  title: 'Divisions',
  lead: 'Campaigns and lists lie in divisions; roles are held within divisions.',
  name: 'Name',
  description: 'Description',
  home: 'Home',
  actions: 'Actions',
  create: 'Create a division',
  edit: 'Edit the division',
  editOf: 'Edit {name}',
  deleteOf: 'Delete {name}',
  delete: 'Delete',
  deleteTitle: 'Delete “{name}”?',
  deleteText: 'A division can be deleted when nothing lies in it.',
  nameNeeded: 'Give the division a name.',
};
