/** Fields of a body that a caller may send back as he got them, and that change nothing. */
import Type from 'typebox';

export const setByServer = Type.Optional(Type.Unknown({ description: 'Set by the server.' }));
export const notKept = Type.Optional(Type.Unknown({ description: 'Taken, and not kept.' }));
