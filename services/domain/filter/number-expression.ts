/**
 * read-number.ts as an aggregation expression: a cell's number, or null. Every step there has one here, made from the same patterns.
 * Patterns are PCRE there: `$` also stands before a last line break, hence `\z` where white space is still in.
 */
import type { Expression } from './query-expression.ts';
import { numberPatterns } from '../contact/read-number.ts';
import { JS_WHITE_SPACE } from './query-expression.ts';

const { maxLength, plain, inParentheses, minus, frame, atMost30Digits, shapes } = numberPatterns;

/** @param cell expression of a text */
export function numberExpression(cell: Expression): Expression {
  return {
    $cond: [
      { $regexMatch: { input: cell, regex: plain.source.replace(/\$$/, '\\z') } },
      toNumber(cell),
      {
        $cond: [
          isCandidate(cell),
          { $let: { vars: { rest: withoutWhiteSpace(cell) }, in: framed('$$rest') } },
          null,
        ],
      },
    ],
  };
}

/** Most cells that are no number have no digit or are long: nothing more is tried on them. */
const isCandidate = (cell: Expression): Expression => ({
  $and: [{ $regexMatch: { input: cell, regex: '[0-9]' } }, { $lte: [{ $strLenCP: cell }, maxLength] }],
});

const withoutWhiteSpace = (cell: Expression): Expression => ({
  $reduce: {
    input: { $regexFindAll: { input: cell, regex: `[^${JS_WHITE_SPACE}]+` } },
    initialValue: '',
    in: { $concat: ['$$value', '$$this.match'] },
  },
});

/** Sets parentheses, signs and currency aside. */
function framed(rest: Expression): Expression {
  const group = (position: number): Expression => ({
    $ifNull: [{ $arrayElemAt: ['$$framed.captures', position] }, ''],
  });
  return {
    $let: {
      vars: { wrapped: { $regexFind: { input: rest, regex: inParentheses.source } } },
      in: {
        $let: {
          vars: {
            isWrapped: { $ne: ['$$wrapped', null] },
            framed: {
              $regexFind: {
                input: { $ifNull: [{ $arrayElemAt: ['$$wrapped.captures', 0] }, rest] },
                regex: frame.source,
              },
            },
          },
          in: {
            $cond: [
              {
                $or: [
                  { $eq: ['$$framed', null] },
                  { $and: [{ $ne: [group(0), ''] }, { $ne: [group(1), ''] }] },
                  { $and: ['$$isWrapped', { $ne: [{ $concat: [group(0), group(1)] }, ''] }] },
                ],
              },
              null,
              signed(
                {
                  $or: [
                    '$$isWrapped',
                    { $regexMatch: { input: { $concat: [group(0), group(1)] }, regex: minus.source } },
                  ],
                },
                bodyNumber(group(2)),
              ),
            ],
          },
        },
      },
    },
  };
}

const signed = (isNegative: Expression, number: Expression): Expression => ({
  $cond: [isNegative, { $multiply: [number, -1] }, number], // null stays null
});

const bodyNumber = (body: Expression): Expression => ({
  $switch: {
    branches: [
      { case: { $not: [{ $regexMatch: { input: body, regex: atMost30Digits.source } }] }, then: null },
      ...shapes.map(({ shape, dropped }) => ({
        case: { $regexMatch: { input: body, regex: shape.source } },
        then: toNumber(
          [
            ...dropped.map((find) => ({ find, replacement: '' })),
            { find: ',', replacement: '.' },
          ].reduce<Expression>((input, replaced) => ({ $replaceAll: { input, ...replaced } }), body),
        ),
      })),
    ],
    default: null,
  },
});

const toNumber = (text: Expression): Expression => ({
  $convert: { input: text, to: 'double', onError: null, onNull: null },
});
