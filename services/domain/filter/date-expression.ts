/**
 * The date predicate as an aggregation expression: whether a cell holds a date within a range; false when it is no date.
 *
 * Without offset (nearly all cells) texts are compared: filled up to milliseconds, dates of one shape sort as the times they name, and which
 * wall-clock times count was worked out in wall-times.ts. With offset the instant is computed.
 */
import type { DateRange } from './date-range.ts';
import { JS_WHITE_SPACE, type Expression } from './query-expression.ts';
import { datePatterns } from '../time/read-date.ts';
import { acceptedWallTimes } from '../time/wall-times.ts';

const MINUTE = 60_000;
const FULL = '0000-00-00T00:00:00.000';
const whole = (pattern: string): string => `\\A(?:${pattern})\\z`;

/**
 * @param cell expression of a text
 * @param timeZone of dates without offset
 */
export function dateExpression(cell: Expression, range: DateRange, timeZone: string): Expression {
  const isLocal = { $regexMatch: { input: '$$date', regex: whole(datePatterns.withoutOffset) } };
  const local = {
    $let: {
      vars: { local: filledUp('$$date') },
      in: { $or: acceptedWallTimes(range, timeZone).map((walls) => isWithin('$$local', walls, toText)) },
    },
  };
  const zoned = {
    $let: {
      vars: { found: { $regexFind: { input: '$$date', regex: whole(datePatterns.withOffset) } } },
      in: {
        $cond: [
          { $eq: ['$$found', null] },
          false,
          {
            $let: {
              vars: { instant: instantOf('$$found.captures') },
              in: isWithin('$$instant', range, toDate),
            },
          },
        ],
      },
    },
  };
  return {
    $let: {
      vars: { date: { $trim: { input: cell, chars: JS_WHITE_SPACE } } },
      in: { $cond: [isLocal, local, zoned] },
    },
  };
}

/** `2025-01-31 09:00` → `2025-01-31T09:00:00.000`; more than milliseconds are cut off. */
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

function instantOf(captures: string): Expression {
  const group = (position: number): Expression => ({ $arrayElemAt: [captures, position] });
  const number = (text: Expression): Expression => ({ $toInt: { $ifNull: [text, '0'] } });
  const fraction = { $substrBytes: [{ $concat: [{ $ifNull: [group(6), ''] }, '000'] }, 0, 3] };
  const wall = {
    $dateFromParts: {
      year: number(group(0)),
      month: number(group(1)),
      day: number(group(2)),
      hour: number(group(3)),
      minute: number(group(4)),
      second: number(group(5)),
      millisecond: number(fraction),
    },
  };
  const minutes = { $add: [{ $multiply: [number(group(9)), 60] }, number(group(10))] };
  return {
    $subtract: [wall, { $multiply: [minutes, { $cond: [{ $eq: [group(8), '-'] }, -MINUTE, MINUTE] }] }],
  };
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
