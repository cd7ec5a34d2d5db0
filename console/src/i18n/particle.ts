/** Korean particles by the last sound of the word before. */

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const FINALS = 28;
// Digits whose Korean name ends in a consonant: 0, 1, 3, 6, 7, 8.
const CLOSED_DIGITS = "013678";
// Letters whose name ends in one, as Korean readers say them: L, M, N, R.
const CLOSED_LETTERS = "lmnr";

/** The word with that particle of "after a consonant/after a vowel" that fits. */
export function attachParticle(word: string, pair: string): string {
  const [closed = "", open = ""] = pair.split("/");
  return word + (endsClosed(word) ? closed : open);
}

function endsClosed(word: string): boolean {
  const last = word.replace(/[^\p{L}\p{N}]+$/u, "").at(-1)?.toLowerCase() ?? "";
  const code = last.charCodeAt(0);
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) return (code - FIRST_SYLLABLE) % FINALS !== 0;
  return CLOSED_DIGITS.includes(last) || CLOSED_LETTERS.includes(last);
}
