"use strict";

// Every entry that a search may find, with its words: a type, or a field, value or argument of one.
const entries = [...document.querySelectorAll("main section")].flatMap((section) => {
  const parts = [...section.querySelectorAll("dl > div")];
  const head = section.querySelector("h2").textContent + " " + [...section.querySelectorAll(":scope > p")].map((p) => p.textContent).join(" ");
  return [{ section, part: null, text: head.toLowerCase() }].concat(
    parts.map((part) => ({ section, part, text: `${part.id} ${part.textContent}`.toLowerCase() })),
  );
});
const search = document.getElementById("search");
const found = document.getElementById("found");

function show() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (text) => words.every((word) => text.includes(word));
  const shown = new Map();
  let count = 0;
  for (const { section, part, text } of entries) {
    const fit = fits(text);
    if (part) part.hidden = !fit && !shown.get(section)?.whole;
    if (fit) {
      count += 1;
      if (!shown.has(section)) shown.set(section, { whole: part === null });
    }
  }
  for (const { section } of entries) section.hidden = !shown.has(section);
  found.textContent = words.length ? `${count} found` : "";
  const address = new URL(window.location.href);
  if (words.length) address.searchParams.set("q", search.value);
  else address.searchParams.delete("q");
  window.history.replaceState(null, "", address);
}

search.addEventListener("input", show);
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape" && search.value) {
    search.value = "";
    show();
  }
});
// A link to what a search hides shows everything again.
window.addEventListener("hashchange", () => {
  const target = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
  if (target && target.closest("[hidden]")) {
    search.value = "";
    show();
    target.scrollIntoView();
  }
});
const asked = new URL(window.location.href).searchParams.get("q");
if (asked) {
  search.value = asked;
  show();
}
