import { pair } from './pair.ts';

/** The menu's own words: its groups, and what stands where a door has no name. */
export const places = pair(
  { group: { house: '平台' }, unnamed: '页面', more: '显示更多' },
  { group: { house: 'Platform' }, unnamed: 'Page', more: 'Show more' },
);
