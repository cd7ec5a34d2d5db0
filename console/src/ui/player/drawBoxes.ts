/** Draws boxes with their labels over a frame. */

export interface Box {
  /** In pixels of the source frame. */
  x: number;
  y: number;
  width: number;
  height: number;
  label: string;
  /** One of eight colours. */
  hue: number;
}

// Told apart on light and dark footage, and with the common kinds of colour blindness.
const COLOURS = ["#4fd1c0", "#f6ad55", "#63b3ed", "#f687b3", "#faf089", "#b794f4", "#9ae6b4", "#fc8181"];

export function drawBoxes(canvas: HTMLCanvasElement, boxes: Box[], width: number, height: number): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const scale = window.devicePixelRatio || 1;
  const shown = { width: Math.round(canvas.clientWidth * scale), height: Math.round(canvas.clientHeight * scale) };
  if (canvas.width !== shown.width || canvas.height !== shown.height) Object.assign(canvas, shown);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const [across, down] = [canvas.width / width, canvas.height / height];
  context.lineWidth = 2 * scale;
  context.font = `600 ${String(12 * scale)}px system-ui, sans-serif`;
  for (const box of boxes) {
    const colour = COLOURS[box.hue % COLOURS.length] ?? "#4fd1c0";
    const [x, y] = [box.x * across, box.y * down];
    context.strokeStyle = colour;
    context.strokeRect(x, y, box.width * across, box.height * down);
    const textWidth = context.measureText(box.label).width + 8 * scale;
    const top = Math.max(0, y - 18 * scale);
    context.fillStyle = colour;
    context.fillRect(x, top, textWidth, 18 * scale);
    context.fillStyle = "#10201e";
    context.fillText(box.label, x + 4 * scale, top + 13 * scale);
  }
}
