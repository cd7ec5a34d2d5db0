/** The console's icons: 24 × 24, drawn with the colour of the text. They say nothing that the text beside them does not. */

const PATHS = {
  ask: "M4 5h16v11H9l-5 4V5Zm4 4h8M8 12h5",
  events: "M4 5h7v6H4V5Zm9 0h7v6h-7V5ZM4 13h7v6H4v-6Zm9 0h7v6h-7v-6Z",
  camera: "M4 7l11-3 2 6-11 3-2-6Zm4 5.5V17H4m4-2h7M17 6l3 1-1 3-2 0",
  video: "M4 5h16v14H4V5Zm6 4v6l5-3-5-3Z",
  upload: "M12 16V5m0 0L7.5 9.5M12 5l4.5 4.5M5 19h14",
  download: "M12 5v11m0 0 4.5-4.5M12 16l-4.5-4.5M5 19h14",
  health: "M3 12h4l2.5-6 5 12L17 12h4",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 8c1-4 4-5 7-5s6 1 7 5",
  close: "M6 6l12 12M18 6 6 18",
  play: "M8 5v14l11-7L8 5Z",
  pause: "M8 5v14M16 5v14",
  send: "M4 12 20 4l-5 16-4-6-7-2Z",
  up: "M7 11v9H4v-9h3Zm0 0 4-8c1.5 0 2.5 1 2.5 2.5V9H19c1 0 2 1 1.700 2l-1.500 7c-.2 1-1 2-2.200 2H7",
  down: "M7 13V4H4v9h3Zm0 0 4 8c1.500 0 2.500-1 2.500-2.500V15H19c1 0 2-1 1.700-2l-1.500-7c-.2-1-1-2-2.200-2H7",
  check: "M5 12.500 10 17.500 19 7",
  filter: "M4 6h16M7 12h10M10 18h4",
  clip: "M6 4v12h14M4 8h12v12",
  plus: "M12 5v14M5 12h14",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3 2",
  warning: "M12 4 2.500 20h19L12 4Zm0 6v4m0 3h.01",
  retry: "M4 12a8 8 0 1 1 2.500 5.800M4 20v-5h5",
  boxes: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M9 9h6v6H9V9Z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg aria-hidden="true" width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round">
      <path d={PATHS[name]} />
    </svg>
  );
}
