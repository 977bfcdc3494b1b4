import type { FC } from 'hono/jsx';

/** A camera, in the colour of the surrounding text. */
export const CameraIcon: FC = () => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M4 7.5h3.2l1.6-2.5h6.4l1.6 2.5H20a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 20 19.500H4A1.5 1.5 0 0 1 2.5 18V9A1.5 1.5 0 0 1 4 7.500Z" />
    <circle cx="12" cy="13" r="3.75" />
  </svg>
);

/** The corners of a viewfinder around a dot, in the colour of the surrounding text. */
export const LiveIcon: FC = () => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d="M3 8V5.5A1.5 1.5 0 0 1 4.5 4H8M16 4h3.5A1.5 1.5 0 0 1 21 5.5V8M21 16v2.5a1.5 1.5 0 0 1-1.5 1.5H16M8 20H4.5A1.5 1.5 0 0 1 3 18.5V16" />
    <circle cx="12" cy="12" r="3" />
  </svg>
);

/** A picture of mountains, in the colour of the surrounding text. */
export const PictureIcon: FC = () => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <rect x="3" y="4.5" width="18" height="15" rx="1.75" />
    <path d="m3.5 17 5-5.5 4 4 2.5-2.5 5.5 5" />
    <circle cx="15.5" cy="9" r="1.5" />
  </svg>
);
