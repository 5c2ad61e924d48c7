/**
 * The date predicate as an aggregation expression: whether a cell holds a date within a range; false when it
 * is not a date.
 */
import type { DateRange } from './date-range.ts';
import { JS_WHITE_SPACE, type Expression } from './query-expression.ts';
import { datePatterns } from '../time/read-date.ts';
import { acceptedWallTimes } from '../time/wall-times.ts';
import { MINUTE } from '../time/lengths.ts';

// Dates of the usual form without offset (nearly all cells) are compared as texts: padded to milliseconds,
// they sort as the times they name. wall-times.ts computes which wall-clock times count. For all other forms
// the instant is computed.

const FULL = '0000-00-00T00:00:00.000';
const whole = (pattern: string): string => `\\A(?:${pattern})\\z`;

/**
 * @param cell expression of a text
 * @param timeZone of dates without offset
 */
export function dateExpression(cell: Expression, range: DateRange, timeZone: string): Expression {
  const wallTimes = acceptedWallTimes(range, timeZone);
  const isUsual = { $regexMatch: { input: '$$date', regex: whole(datePatterns.usual) } };
  const usual = {
    $let: {
      vars: { local: filledUp('$$date') },
      in: { $or: wallTimes.map((walls) => isWithin('$$local', walls, toText)) },
    },
  };
  const other = datePatterns.forms.reduceRight<Expression>(
    (otherwise, form) => ({
      $let: {
        vars: { found: { $regexFind: { input: '$$date', regex: whole(form) } } },
        in: {
          $cond: [{ $eq: ['$$found', null] }, otherwise, isAccepted('$$found.captures', range, wallTimes)],
        },
      },
    }),
    false,
  );
  return {
    $let: {
      vars: { date: { $trim: { input: cell, chars: JS_WHITE_SPACE } } },
      in: { $cond: [isUsual, usual, other] },
    },
  };
}

function isAccepted(captures: string, range: DateRange, wallTimes: readonly DateRange[]): Expression {
  const group = (position: number): Expression => ({ $arrayElemAt: [captures, position] });
  return {
    $let: {
      vars: { wall: wallOf(group), ahead: aheadOf(group) },
      in: {
        $cond: [
          { $eq: [{ $ifNull: [group(8), null] }, null] },
          { $or: wallTimes.map((walls) => isWithin('$$wall', walls, toDate)) },
          {
            $let: {
              vars: { instant: { $subtract: ['$$wall', '$$ahead'] } },
              in: isWithin('$$instant', range, toDate),
            },
          },
        ],
      },
    },
  };
}

/** `2025-01-31 09:00` → `2025-01-31T09:00:00.000`; digits beyond milliseconds are cut off. */
const filledUp = (date: Expression): Expression => ({
  $substrBytes: [
    {
      $concat: [
        { $substrBytes: [date, 0, 10] },
        {
          $cond: [
            { $gt: [{ $strLenBytes: date }, 10] },
            { $concat: ['T', { $substrBytes: [date, 11, 12] }] },
            '',
          ],
        },
        { $substrBytes: [FULL, { $min: [{ $strLenBytes: date }, FULL.length] }, -1] },
      ],
    },
    0,
    FULL.length,
  ],
});

const number = (text: Expression): Expression => ({ $toInt: { $ifNull: [text, '0'] } });

function wallOf(group: (position: number) => Expression): Expression {
  return {
    $dateFromParts: {
      year: number(group(0)),
      month: number(group(1)),
      day: number(group(2)),
      hour: { $add: [number(group(3)), number(group(7))] },
      minute: number(group(4)),
      second: number(group(5)),
      millisecond: number({ $substrBytes: [{ $concat: [{ $ifNull: [group(6), ''] }, '000'] }, 0, 3] }),
    },
  };
}

/** Offset of the date from UTC, in milliseconds. */
function aheadOf(group: (position: number) => Expression): Expression {
  const minutes = { $add: [{ $multiply: [number(group(10)), 60] }, number(group(11))] };
  const isAhead = { $in: [{ $ifNull: [group(9), '+'] }, ['+']] };
  return { $multiply: [minutes, { $cond: [isAhead, MINUTE, -MINUTE] }] };
}

const isWithin = (
  date: string,
  { min, max, minInclusive, maxInclusive }: DateRange,
  constant: (date: number) => Expression,
): Expression => ({
  $and: [
    ...(min === null ? [] : [{ [minInclusive ? '$gte' : '$gt']: [date, constant(min)] }]),
    ...(max === null ? [] : [{ [maxInclusive ? '$lte' : '$lt']: [date, constant(max)] }]),
  ],
});

const toDate = (date: number): Expression => new Date(date);

/** Beyond four-digit years: before or after all dates. */
function toText(date: number): string {
  const text = new Date(date).toISOString().slice(0, -1);
  if (text.length === FULL.length) return text;
  return text.startsWith('-') ? '' : ':';
}
