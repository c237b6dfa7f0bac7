/** The few line drawings the console needs, drawn here so that no icon font or collection is loaded. */
import type { ReactNode } from 'react';

const drawings = {
  today: <path d="M4 6h16v14H4zM4 10h16M8 3v5M16 3v5M8 14h3" />,
  monitoring: <path d="M3 12h4l3-8 4 16 3-8h4" />,
  files: <path d="M4 5h6l2 3h8v12H4zM8 13h8M8 16.5h5" />,
  study: <path d="M3 6c3-1.5 6-1.5 9 .5 3-2 6-2 9-.5v13c-3-1.5-6-1.5-9 .5-3-2-6-2-9-.5zM12 6.5v13" />,
  register: <path d="M6 3h12v18H6zM6 8h12M10 3v18M13 12h3M13 16h3" />,
  map: <path d="M3 6l6-2.5 6 2.5 6-2.5v14L15 20l-6-2.5L3 20zM9 3.5v14M15 6v14" />,
  duties: <path d="M4 5h6v5H4zM14 14h6v5h-6zM7 10v6.5h7M10 7.5h7V14" />,
  kept: <path d="M4 13l3-9h10l3 9v7H4zM4 13h5c0 2 1.2 3 3 3s3-1 3-3h5" />,
  report: <path d="M5 3h10l4 4v14H5zM9 16v-3M12 16V9M15 16v-5" />,
  admin: <path d="M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3M15 5v4M9 10v4M15 15v4" />,
  menu: <path d="M4 7h16M4 12h16M4 17h16" />,
  sun: (
    <path d="M12 8a4 4 0 100 8 4 4 0 000-8zM12 2.5v2.5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3L7 7M17 17l1.7 1.7M18.7 5.3L17 7M7 17l-1.7 1.7" />
  ),
  moon: <path d="M20 14.5A8.5 8.5 0 119.5 4a7 7 0 0010.5 10.5z" />,
  out: <path d="M14 4H5v16h9M10 12h11M17 8l4 4-4 4" />,
  back: <path d="M15 5l-7 7 7 7" />,
  print: <path d="M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z" />,
  export: <path d="M12 3v12M7 10l5 5 5-5M4 20h16" />,
  search: <path d="M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L21 21" />,
  check: <path d="M5 12.5l5 5L19 7" />,
  tick: <path d="M12 3a9 9 0 100 18 9 9 0 000-18zM8 12.2l3 3 5-6" />,
  triangle: <path d="M12 4L2.8 20h18.4zM12 10v5M12 17.2v.3" />,
  diamond: <path d="M12 2.5l9.5 9.5-9.5 9.5L2.5 12zM12 8v5M12 15.5v.4" fill="none" />,
  question: <path d="M12 3a9 9 0 100 18 9 9 0 000-18zM9.5 9.5a2.5 2.5 0 113.7 2.2c-.8.4-1.2.9-1.2 1.8M12 16.3v.4" />,
  info: <path d="M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v6M12 7.3v.4" />,
  bell: <path d="M6 17V11a6 6 0 0112 0v6l2 2H4zM10 21h4" />,
  letter: <path d="M3 6h18v12H3zM3 7l9 7 9-7" />,
  clock: <path d="M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5.5l3.5 2" />,
  broken: <path d="M3 12h4l2-4M13 18l2-6h6M10 14l4-4M11 4l2 3" />,
  dash: <path d="M5 12h14" />,
  seal: <path d="M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2.2 2.2L15 10" />,
  nothing: <path d="M3 15c3-3 6-3 9 0s6 3 9 0M3 10c3-3 6-3 9 0s6 3 9 0" />,
  person: <path d="M12 4a4 4 0 100 8 4 4 0 000-8zM4 21c1-5 4-7 8-7s7 2 8 7" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof drawings;

export function Icon({ of }: { of: IconName }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {drawings[of]}
    </svg>
  );
}
