/** What a list may hold (requirement B2, section 6 of the Genesys contract). */
export const MAX_LISTS = 1_000;
export const MAX_RECORDS_PER_LIST = 1_000_000;
export const MAX_COLUMNS = 50;
export const MAX_HEADER_LENGTH = 128;
export const MAX_CELL_LENGTH = 512;
/** Contacts or numbers in one command. */
export const MAX_PER_COMMAND = 1_000;
