/** A value in the units of Grafana that our boards use. */
export function formatValue(value: number, unit: string, decimals?: number): string {
  if (!Number.isFinite(value)) return '–';
  const fixed = (number: number, most: number): string => {
    const text = number.toFixed(decimals ?? most);
    return text.includes('.') && decimals === undefined ? text.replace(/\.?0+$/, '') : text;
  };
  switch (unit) {
    case 'percentunit':
      return `${fixed(value * 100, 1)} %`;
    case 's':
      return value < 1
        ? `${fixed(value * 1_000, 1)} ms`
        : value < 120
          ? `${fixed(value, 1)} s`
          : `${fixed(value / 60, 1)} min`;
    case 'cps':
      return `${fixed(value, 1)}/s`;
    case 'bytes':
      return scaled(value, 1_024, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], fixed);
    case 'dateTimeFromNow':
      return fromNow(value);
    default:
      return value >= 10_000 ? scaled(value, 1_000, ['', 'K', 'M', 'G'], fixed) : fixed(value, 2);
  }
}

function scaled(
  value: number,
  step: number,
  names: readonly string[],
  fixed: (value: number, most: number) => string,
): string {
  let place = 0;
  let left = value;
  while (left >= step && place < names.length - 1) {
    left /= step;
    place += 1;
  }
  return `${fixed(left, 1)} ${names[place]}`.trim();
}

function fromNow(ms: number): string {
  const seconds = (ms - Date.now()) / 1_000;
  const size = Math.abs(seconds);
  const [count, word] =
    size < 60
      ? [size, 'seconds']
      : size < 5_400
        ? [size / 60, 'minutes']
        : size < 129_600
          ? [size / 3_600, 'hours']
          : [size / 86_400, 'days'];
  return seconds < 0 ? `${Math.round(count)} ${word} ago` : `in ${Math.round(count)} ${word}`;
}
