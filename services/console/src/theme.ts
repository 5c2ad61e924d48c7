import { createTheme, Modal, type MantineColorsTuple } from '@mantine/core';

/** From pale to deep; the seventh carries white text at 4.5 : 1 and more. */
const jade: MantineColorsTuple = [
  '#e8f8f3',
  '#d3efe5',
  '#a8dfcb',
  '#78cdae',
  '#4fb995',
  '#2ba37f',
  '#108264',
  '#0b7a63',
  '#08634f',
  '#054c3d',
];

/** For what needs attention; as text it can be read on white, which yellow and orange cannot. */
const amber: MantineColorsTuple = [
  '#fff8e6',
  '#ffefc7',
  '#ffdf8f',
  '#ffcd57',
  '#fbbc2c',
  '#e6a315',
  '#b87a00',
  '#8f5e00',
  '#754c00',
  '#5c3b00',
];
const red: MantineColorsTuple = [
  '#fff5f5',
  '#ffe3e3',
  '#ffc9c9',
  '#ffa8a8',
  '#ff8787',
  '#f55f5f',
  '#d93636',
  '#c22525',
  '#a51c1c',
  '#8a1515',
];

/** Greys of the dark scheme, with a little of the green. */
const dark: MantineColorsTuple = [
  '#dce6e3',
  '#b4c3bf',
  '#93a5a1',
  '#6b7e7a',
  '#42514d',
  '#33413e',
  '#24302d',
  '#182120',
  '#131b1a',
  '#0f1615',
];

export const theme = createTheme({
  primaryColor: 'jade',
  primaryShade: { light: 7, dark: 6 },
  colors: { jade, amber, red, dark },
  autoContrast: true,
  luminanceThreshold: 0.25,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, 'Hiragino Sans', 'Yu Gothic UI', 'Noto Sans JP', 'Noto Sans CJK JP', sans-serif",
  fontFamilyMonospace: "'JetBrains Mono', 'SFMono-Regular', Consolas, 'Noto Sans Mono', monospace",
  components: {
    // its header is none of the page
    Modal: Modal.extend({ defaultProps: { radius: 'lg', attributes: { header: { role: 'none' } } } }),
  },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1.125rem', lineHeight: '1.4' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
});
