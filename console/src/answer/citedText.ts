export type Part = string | { number: number };

/** The text in pieces: words, and the numbers in brackets that are citations, as "[3]" or "[1, 2]". */
export function splitCited(text: string, numbers: number[]): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of text.matchAll(/\[(\d+(?:\s*,\s*\d+)*)\]/g)) {
    const cited = (match[1] ?? "").split(",").map(Number);
    if (!cited.every((number) => numbers.includes(number))) continue;
    if (match.index > at) parts.push(text.slice(at, match.index));
    parts.push(...cited.map((number) => ({ number })));
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}
