"use strict";
// One topic is shown at a time; without this script all are. `#all` shows all, to print the whole manual.
const articles = [...document.querySelectorAll("main > article")];
const search = document.getElementById("search");
const results = document.getElementById("results");
const hits = document.getElementById("hits");
const count = document.getElementById("count");
const topics = document.getElementById("topics");
const narrow = window.matchMedia("(max-width: 52rem)");
const MOST = 40; // results that are listed
const ALIKE = 3; // of these, how many of one name

function shown() {
  const place = decodeURIComponent(location.hash.slice(1)) || "contents";
  const target = document.getElementById(place);
  return { place, target, article: target ? target.closest("main > article") : null };
}

function show() {
  const { place, target, article } = shown();
  if (place === "main") return;
  const chosen = article || articles[0];
  for (const one of articles) one.hidden = place !== "all" && one !== chosen;
  for (const link of topics.querySelectorAll("a")) {
    if (link.hash === `#${chosen.id}` && place !== "all") link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  results.hidden = true;
  search.value = "";
  document.title = `${chosen.querySelector("h1").textContent} · baldwin`;
  if (narrow.matches) topics.open = false;
  if (target && target !== chosen) target.scrollIntoView();
  else window.scrollTo(0, 0);
}

let index = null;

// What can be found: each topic, each section, and each row of a table, by its first cell.
function indexed() {
  if (index) return index;
  index = [];
  for (const article of articles.slice(1)) {
    const title = article.querySelector("h1").textContent;
    for (const part of article.querySelectorAll("section")) {
      const heading = part.querySelector("h2");
      const name = heading ? heading.textContent : title;
      const place = part.id || article.id;
      const rows = [...part.querySelectorAll("tbody tr")];
      const plain = [...part.querySelectorAll("p, li, pre")].map((one) => one.textContent).join(" ");
      index.push({ name, within: title, text: plain, place, row: null });
      for (const row of rows) {
        const cells = [...row.cells].map((one) => one.textContent);
        index.push({ name: cells[0], within: `${title}, ${name}`, text: cells.slice(1).join("; "), place, row });
      }
    }
  }
  for (const one of index) one.lower = `${one.name} ${one.within} ${one.text}`.toLowerCase().replaceAll("_", " ");
  return index;
}

function worth(one, words, whole) {
  const name = one.name.toLowerCase().replaceAll("_", " ");
  if (name === whole) return 3;
  if (words.every((word) => name.includes(word))) return 2;
  return one.row ? 1 : 0;
}

function find() {
  const whole = search.value.trim().toLowerCase().replaceAll("_", " ");
  const words = whole.split(/\s+/).filter(Boolean);
  if (!words.length) {
    results.hidden = true;
    for (const one of articles) one.hidden = one !== (shown().article || articles[0]);
    return;
  }
  const found = indexed().filter((one) => words.every((word) => one.lower.includes(word)));
  found.sort((a, b) => worth(b, words, whole) - worth(a, words, whole));
  const alike = new Map(); // kinds share fields: of one name the first few are listed
  const listed = found.filter((one) => {
    alike.set(one.name, (alike.get(one.name) || 0) + 1);
    return alike.get(one.name) <= ALIKE;
  });
  hits.replaceChildren(...listed.slice(0, MOST).map((one) => item(one, words)));
  window.scrollTo(0, 0);
  const more = found.length > hits.children.length ? `, ${hits.children.length} of them below` : "";
  count.textContent = found.length ? `${found.length} found${more}` : `Nothing has "${search.value.trim()}".`;
  results.hidden = false;
  for (const one of articles) one.hidden = true;
}

function item(one, words) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${one.place}`;
  link.textContent = one.name;
  link.addEventListener("click", () => {
    setTimeout(() => {
      show();
      if (one.row) {
        one.row.scrollIntoView({ block: "center" });
        for (const cell of one.row.cells) cell.style.background = "var(--mark)";
        setTimeout(() => { for (const cell of one.row.cells) cell.style.background = ""; }, 2500);
      }
    });
  });
  const note = document.createElement("small");
  note.append(`${one.within}: `, ...marked(snippet(one.text, words), words));
  line.append(link, note);
  return line;
}

function snippet(text, words) {
  const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - 40);
  const cut = text.slice(at, at + 160).replace(/\s+/g, " ");
  return `${at ? "... " : ""}${cut}${at + 160 < text.length ? " ..." : ""}`;
}

function marked(text, words) {
  const lower = text.toLowerCase();
  const at = lower.indexOf(words[0]);
  if (at < 0) return [text];
  const mark = document.createElement("mark");
  mark.textContent = text.slice(at, at + words[0].length);
  return [text.slice(0, at), mark, text.slice(at + words[0].length)];
}

search.addEventListener("input", find);
search.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { search.value = ""; find(); }
  if (event.key === "Enter" && hits.firstChild && !results.hidden) hits.querySelector("a").click();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
});
window.addEventListener("hashchange", show);
show();
document.documentElement.dataset.ready = "yes";
