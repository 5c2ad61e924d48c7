/**
 * A week as days × hours. Mouse and finger paint a block; the keyboard moves with the arrow keys, turns an
 * hour with space, and a block with shift. On a small screen days stand beside each other.
 */
import { useMediaQuery } from '@mantine/hooks';
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslations } from 'use-intl';
import { useTimeWords } from './use-time-words.ts';
import {
  HOURS,
  isIn,
  spansIn,
  stateOf,
  weekdays,
  withBlock,
  type Block,
  type Cell,
  type Week,
} from './week.ts';
import classes from './week-grid.module.css';

const HOUR = 60;
const SMALL = '(max-width: 48em)';

type Props = {
  readonly week: Week;
  readonly onChange: (week: Week) => void;
  readonly label: string;
  readonly describedBy: string;
  readonly isFixed: boolean;
};
/** What is being marked: a block, and whether its hours become callable. */
type Marking = { readonly block: Block; readonly isCallable: boolean };

export function WeekGrid({ week, onChange, label, describedBy, isFixed }: Props) {
  const t = useTranslations('times');
  const { short, long, time } = useTimeWords();
  const isUpright = useMediaQuery(SMALL, false, { getInitialValueInEffect: false });
  const [at, setAt] = useState<Cell>({ day: 0, hour: 9 });
  const [marking, setMarking] = useState<Marking | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const shown = marking ? withBlock(week, marking.block, marking.isCallable) : week;
  const isWhole = ({ day, hour }: Cell): boolean => stateOf(week, day, hour) === 'all';
  const turn = (from: Cell, to: Cell): void =>
    onChange(withBlock(week, { from, to }, !everyCell({ from, to }).every(isWhole)));

  const focus = (cell: Cell): void => {
    setAt(cell);
    cellIn(grid.current, cell)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = movedBy(event.key, at, isUpright, event.ctrlKey);
    if (next) {
      event.preventDefault();
      // with shift the block grows from where shift was first held
      if (event.shiftKey && !isFixed) {
        const from = marking?.block.from ?? at;
        setMarking({ block: { from, to: next }, isCallable: marking?.isCallable ?? !isWhole(from) });
      } else setMarking(null);
      return focus(next);
    }
    if (event.key === 'Escape' && marking) {
      event.stopPropagation();
      return setMarking(null);
    }
    if ((event.key !== ' ' && event.key !== 'Enter') || isFixed) return;
    event.preventDefault();
    finish();
    if (!marking) turn(at, at);
  };
  /** What is marked is taken over. */
  function finish(): void {
    if (!marking) return;
    onChange(withBlock(week, marking.block, marking.isCallable));
    setMarking(null);
  }
  const onPointerDown = (event: PointerEvent): void => {
    const cell = cellUnder(event);
    if (!cell || isFixed || event.button !== 0) return;
    grid.current?.setPointerCapture?.(event.pointerId);
    setAt(cell);
    setMarking({ block: { from: cell, to: cell }, isCallable: !isWhole(cell) });
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (!marking || event.buttons === 0) return;
    const to = cellUnder(event);
    if (to) setMarking({ ...marking, block: { ...marking.block, to } });
  };
  const nameOf = (cell: Cell): string => {
    const parts = spansIn(shown, cell.day, cell.hour);
    const state = stateOf(shown, cell.day, cell.hour);
    return t(`hour.${state}`, {
      day: long(weekdays[cell.day] ?? 'MON'),
      from: time(cell.hour * HOUR),
      to: time((cell.hour + 1) * HOUR),
      parts: parts.map(({ from, to }) => `${time(from)}–${time(to)}`).join(', '),
    });
  };
  const outer = isUpright ? hours : days;
  const inner = isUpright ? days : hours;
  const cellOf = (row: number, column: number): Cell =>
    isUpright ? { day: column, hour: row } : { day: row, hour: column };
  const heading = (kind: 'day' | 'hour', n: number, role: 'rowheader' | 'columnheader') => (
    <div key={n} role={role} className={classes['heading']} data-kind={kind}>
      {isFixed ? (
        headText(kind, n)
      ) : (
        <button
          type="button"
          tabIndex={-1}
          // begins with what is seen: who speaks to the page says that
          aria-label={`${headText(kind, n)}: ${
            kind === 'day'
              ? t('wholeDay', { day: long(weekdays[n] ?? 'MON') })
              : t('wholeHour', { time: time(n * HOUR) })
          }`}
          onClick={() =>
            kind === 'day'
              ? turn({ day: n, hour: 0 }, { day: n, hour: HOURS - 1 })
              : turn({ day: 0, hour: n }, { day: weekdays.length - 1, hour: n })
          }
        >
          {headText(kind, n)}
        </button>
      )}
    </div>
  );
  const headText = (kind: 'day' | 'hour', n: number): string =>
    kind === 'day' ? short(weekdays[n] ?? 'MON') : String(n);
  return (
    <div
      ref={grid}
      role="grid"
      aria-label={label}
      aria-describedby={describedBy}
      aria-multiselectable
      aria-readonly={isFixed}
      className={classes['grid']}
      data-upright={isUpright || undefined}
      data-fixed={isFixed || undefined}
      onKeyDown={onKeyDown}
      onKeyUp={({ key }) => key === 'Shift' && finish()}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={finish}
      onPointerCancel={() => setMarking(null)}
    >
      <div role="row" className={classes['row']}>
        <div role="columnheader" className={classes['corner']}>
          <span className={classes['unseen']}>{t(isUpright ? 'hourHeading' : 'dayHeading')}</span>
        </div>
        {inner.map((n) => heading(isUpright ? 'day' : 'hour', n, 'columnheader'))}
      </div>
      {outer.map((row) => (
        <div key={row} role="row" className={classes['row']}>
          {heading(isUpright ? 'hour' : 'day', row, 'rowheader')}
          {inner.map((column) => {
            const cell = cellOf(row, column);
            const state = stateOf(shown, cell.day, cell.hour);
            return (
              <div
                key={column}
                role="gridcell"
                tabIndex={cell.day === at.day && cell.hour === at.hour ? 0 : -1}
                aria-selected={state !== 'none'}
                aria-label={nameOf(cell)}
                className={classes['cell']}
                data-day={cell.day}
                data-hour={cell.hour}
                data-state={state}
                data-marked={(marking && isIn(marking.block, cell)) || undefined}
                onFocus={() => setAt(cell)}
              >
                {spansIn(shown, cell.day, cell.hour).map(({ from, to }) => (
                  <span
                    key={from}
                    className={classes['span']}
                    style={placed(from - cell.hour * HOUR, to - cell.hour * HOUR, isUpright)}
                  />
                ))}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

const days = weekdays.map((_, day) => day);
const hours = Array.from({ length: HOURS }, (_, hour) => hour);

const placed = (from: number, to: number, isUpright: boolean) => {
  const [start, size] = [`${(from / HOUR) * 100}%`, `${((to - from) / HOUR) * 100}%`];
  return isUpright
    ? { insetBlockStart: start, blockSize: size, insetInline: 0 }
    : { insetInlineStart: start, inlineSize: size, insetBlock: 0 };
};

const everyCell = (block: Block): Cell[] =>
  days.flatMap((day) => hours.map((hour) => ({ day, hour })).filter((cell) => isIn(block, cell)));

const cellIn = (grid: HTMLElement | null, { day, hour }: Cell): HTMLElement | null =>
  grid?.querySelector<HTMLElement>(`[data-day="${day}"][data-hour="${hour}"]`) ?? null;

function cellUnder({ clientX, clientY, target }: PointerEvent): Cell | null {
  // a captured pointer has the grid for its target; jsdom has no layout
  const under = document.elementFromPoint?.(clientX, clientY) ?? (target as Element);
  const cell = under.closest<HTMLElement>('[data-day]');
  const { day, hour } = cell?.dataset ?? {};
  return day === undefined ? null : { day: Number(day), hour: Number(hour) };
}

/** Where a key leads; null: nowhere. Right-to-left pages have Sunday's side, and the evening, on the left. */
function movedBy(key: string, { day, hour }: Cell, isUpright: boolean, isCtrl: boolean): Cell | null {
  const isRightToLeft = document.documentElement.dir === 'rtl';
  const across = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  const inline = isRightToLeft ? -across : across;
  const block = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  const [moreDays, moreHours] = isUpright ? [inline, block] : [block, inline];
  if (moreDays !== 0 || moreHours !== 0)
    return {
      day: Math.min(Math.max(day + moreDays, 0), days.length - 1),
      hour: Math.min(Math.max(hour + moreHours, 0), HOURS - 1),
    };
  if (key !== 'Home' && key !== 'End') return null;
  const isEnd = key === 'End';
  const [lastDay, lastHour] = [days.length - 1, HOURS - 1];
  if (isCtrl) return isEnd ? { day: lastDay, hour: lastHour } : { day: 0, hour: 0 };
  return isUpright ? { day: isEnd ? lastDay : 0, hour } : { day, hour: isEnd ? lastHour : 0 };
}
