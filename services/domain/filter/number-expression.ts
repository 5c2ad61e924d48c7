/**
 * read-number.ts as an aggregation expression: a cell's number, or null. Each step there has its counterpart
 * here, made from the same patterns and tables.
 */
import { signsWithThousandths, writtenSigns } from '../contact/currency-signs.ts';
import { BLANK, characterTable } from '../contact/plain-characters.ts';
import { numberPatterns } from '../contact/read-number.ts';
import type { Expression } from './query-expression.ts';

// In PCRE, `$` also matches before a last line break, hence `\z` where white space has not been removed.

const {
  maxLength,
  plain,
  candidate,
  wrapped,
  zero,
  frame,
  otherCurrency,
  singleLetter,
  atMost30Digits,
  shapes,
} = numberPatterns;

/** @param cell expression of a text */
export function numberExpression(cell: Expression): Expression {
  return {
    $cond: [
      matches(cell, plain.source.replace(/\$$/, '\\z')),
      toNumber(cell),
      {
        $cond: [
          isCandidate(cell),
          { $let: { vars: { rest: withoutBlanks(withPlainCharacters(cell)) }, in: numberOf('$$rest') } },
          null,
        ],
      },
    ],
  };
}

const matches = (input: Expression, regex: string): Expression => ({ $regexMatch: { input, regex } });

/** Most cells that are not numbers have no digit or are long: they are ruled out first. */
const isCandidate = (cell: Expression): Expression => ({
  $and: [matches(cell, `${candidate.source}|[^\\x00-\\x7f]`), { $lte: [{ $strLenCP: cell }, maxLength] }],
});

const withPlainCharacters = (cell: Expression): Expression => ({
  $cond: [
    matches(cell, '[^\\x00-\\x7f]'),
    {
      $reduce: {
        input: { $range: [0, { $strLenCP: cell }] },
        initialValue: '',
        in: { $concat: ['$$value', plainCharacter({ $substrCP: [cell, '$$this', 1] })] },
      },
    },
    cell,
  ],
});

const plainCharacter = (character: Expression): Expression => ({
  $let: {
    vars: { character },
    in: {
      $let: {
        vars: { place: { $indexOfCP: [{ $literal: characterTable.from }, '$$character'] } },
        in: {
          $cond: [
            { $lt: ['$$place', 0] },
            '$$character',
            { $substrCP: [{ $literal: characterTable.to }, '$$place', 1] },
          ],
        },
      },
    },
  },
});

const withoutBlanks = (cell: Expression): Expression => ({
  $reduce: {
    input: { $regexFindAll: { input: cell, regex: `[^${BLANK}]+` } },
    initialValue: '',
    in: { $concat: ['$$value', '$$this.match'] },
  },
});

const find = (input: Expression, { source }: RegExp): Expression => ({
  $regexFind: { input, regex: source },
});
const group = (match: string, position: number): Expression => ({
  $ifNull: [{ $arrayElemAt: [`${match}.captures`, position] }, ''],
});

/** Separates parentheses, signs and currency: frameOf. */
function numberOf(rest: string): Expression {
  const part = (at: number): Expression => group('$$wrapped', at);
  return {
    $let: {
      vars: { wrapped: find(rest, wrapped) },
      in: {
        $cond: [
          { $ne: ['$$wrapped', null] },
          amount({ before: [part(0), part(1)], behind: [part(3), part(4)], body: part(2), isNegative: true }),
          { $let: { vars: { dash: find(rest, zero) }, in: zeroOrFramed(rest) } },
        ],
      },
    },
  };
}

function zeroOrFramed(rest: string): Expression {
  const signs = [0, 2, 4, 6].map((at) => group('$$framed', at));
  return {
    $cond: [
      { $ne: ['$$dash', null] },
      { $cond: [{ $and: [0, 1].map((at) => isSignOrNone(group('$$dash', at))) }, 0, null] },
      {
        $let: {
          vars: { framed: find(rest, frame) },
          in: {
            $let: {
              vars: { written: { $concat: signs } },
              in: {
                $cond: [
                  { $or: [{ $eq: ['$$framed', null] }, { $gt: [{ $strLenCP: '$$written' }, 1] }] },
                  null,
                  amount({
                    before: [group('$$framed', 1)],
                    behind: [group('$$framed', 5)],
                    body: group('$$framed', 3),
                    isNegative: { $eq: ['$$written', '-'] },
                  }),
                ],
              },
            },
          },
        },
      },
    ],
  };
}

type Framed = {
  readonly before: readonly Expression[];
  readonly behind: readonly Expression[];
  readonly body: Expression;
  readonly isNegative: Expression;
};

function amount({ before, behind, body, isNegative }: Framed): Expression {
  const signs = [...before, ...behind];
  const isCurrency = (sign: Expression): Expression => ({ $not: [{ $in: [sign, ['', '%']] }] });
  const hasThousandths = (sign: Expression): Expression => ({ $in: [folded(sign), signsWithThousandths] });
  return {
    $cond: [
      {
        $and: [
          ...signs.map(isSignOrNone),
          ...behind.map((sign) => ({ $not: [matches(sign, singleLetter.source)] })),
        ],
      },
      {
        $let: {
          vars: {
            number: bodyNumber({
              $cond: [
                { $and: [{ $or: signs.map(isCurrency) }, { $not: [{ $or: signs.map(hasThousandths) }] }] },
                { $concat: [numberPatterns.ofCurrency, body] },
                body,
              ],
            }),
          },
          in: { $cond: [isNegative, { $multiply: ['$$number', -1] }, '$$number'] }, // null stays null
        },
      },
      null,
    ],
  };
}

/** The counterpart of foldSign. */
const folded = (sign: Expression): Expression => ({
  $let: {
    vars: {
      sign: {
        $cond: [
          matches(sign, '\\.$'),
          { $substrCP: [sign, 0, { $subtract: [{ $strLenCP: sign }, 1] }] },
          sign,
        ],
      },
    },
    in: { $cond: [matches('$$sign', '^[A-Z]$'), '$$sign', { $toLower: '$$sign' }] },
  },
});

/** The patterns come first: they are quicker than the list, and match most signs. */
const isSignOrNone = (sign: Expression): Expression => ({
  $or: [
    { $in: [sign, ['', '%']] },
    matches(sign, otherCurrency.source),
    { $in: [folded(sign), writtenSigns.map((writtenSign) => ({ $literal: writtenSign }))] },
  ],
});

const bodyNumber = (body: Expression): Expression => ({
  $let: {
    vars: { body },
    in: {
      $switch: {
        branches: [
          { case: { $not: [matches('$$body', atMost30Digits.source)] }, then: null },
          ...shapes.map(({ shape, dropped }) => ({
            case: matches('$$body', shape.source),
            then: toNumber(
              [
                ...dropped.map((character) => ({ find: character, replacement: '' })),
                { find: ',', replacement: '.' },
              ].reduce<Expression>((input, replaced) => ({ $replaceAll: { input, ...replaced } }), '$$body'),
            ),
          })),
        ],
        default: null,
      },
    },
  },
});

const toNumber = (text: Expression): Expression => ({
  $convert: { input: text, to: 'double', onError: null, onNull: null },
});
