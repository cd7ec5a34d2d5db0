/** Tables for spreadsheets. */

/** A cell that a spreadsheet takes for text: it would run one that begins as a formula does. */
function writeCell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value as string | number);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180, with the mark by which spreadsheets know UTF-8. */
export function writeCsv(columns: string[], rows: unknown[][]): string {
  return `\ufeff${[columns, ...rows].map((row) => row.map(writeCell).join(",")).join("\r\n")}\r\n`;
}

export function saveFile(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
