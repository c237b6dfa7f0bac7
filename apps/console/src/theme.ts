/** One palette for both lights. Text colours are darker than the library's defaults so that small print keeps 4.5 : 1. */
import { type ThemeConfig, theme } from 'antd';
import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

export type Light = 'light' | 'dark';
const remembered = 'xiushui.light';
const watchers = new Set<() => void>();

function firstLight(): Light {
  const kept = localStorage.getItem(remembered);
  if (kept === 'light' || kept === 'dark') return kept;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

let light: Light = firstLight();
function dress(to: Light) {
  light = to;
  document.documentElement.dataset.light = to;
  for (const tell of watchers) tell();
}
dress(light);

export function switchLight(to: Light) {
  localStorage.setItem(remembered, to);
  dress(to);
}

// Paper is white whatever the screen is.
let beforePaper: Light = light;
addEventListener('beforeprint', () => {
  beforePaper = light;
  flushSync(() => dress('light'));
});
addEventListener('afterprint', () => dress(beforePaper));

export function useLight(): Light {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => light,
  );
}

const fontFamily =
  "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";
const fontFamilyCode = "ui-monospace, 'SFMono-Regular', 'Cascadia Mono', 'Menlo', 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace";

export function themeFor(of: Light): ThemeConfig {
  const dark = of === 'dark';
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      fontFamily,
      fontFamilyCode,
      borderRadius: 6,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      colorPrimary: dark ? '#14918d' : '#0e6f6c',
      colorInfo: dark ? '#14918d' : '#0e6f6c',
      colorLink: dark ? '#6fd0c8' : '#0b6663',
      colorLinkHover: dark ? '#9be3dc' : '#0a4f4d',
      colorLinkActive: dark ? '#9be3dc' : '#0a4f4d',
      colorError: dark ? '#e5655c' : '#b3261e',
      colorBgLayout: dark ? '#0f1717' : '#f2f5f5',
      colorBgContainer: dark ? '#172121' : '#ffffff',
      colorBgElevated: dark ? '#1c2727' : '#ffffff',
      colorText: dark ? '#e4ebea' : '#17292a',
      colorTextSecondary: dark ? '#b4c2c0' : '#465a5b',
      colorTextTertiary: dark ? '#9fb0ae' : '#586b6c',
      colorTextDescription: dark ? '#a9b9b7' : '#526566',
      colorTextPlaceholder: dark ? '#8fa19f' : '#66787a',
      colorTextDisabled: dark ? '#8d9e9c' : '#66787a',
      colorBorder: dark ? '#3a4a49' : '#c9d3d3',
      colorBorderSecondary: dark ? '#2a3837' : '#dfe6e6',
    },
    components: {
      Table: { cellPaddingBlock: 10, headerBg: dark ? '#1d2929' : '#f5f8f8', headerColor: dark ? '#c3d0ce' : '#3d5152' },
      Drawer: { paddingLG: 20 },
      Tabs: {
        itemSelectedColor: dark ? '#6fd0c8' : '#0b6663',
        itemHoverColor: dark ? '#9be3dc' : '#0a4f4d',
        inkBarColor: dark ? '#6fd0c8' : '#0e6f6c',
      },
      Button: dark ? { defaultHoverColor: '#9be3dc', defaultHoverBorderColor: '#6fd0c8', defaultActiveColor: '#9be3dc' } : {},
      Segmented: { trackBg: dark ? '#243332' : '#e3eaea' },
    },
  };
}
