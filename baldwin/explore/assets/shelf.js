// The table of thousands of rows: those in sight are made, and keys move among all.
import { $, make } from "./dom.js";

const SPARE = 12; // rows made beyond those in sight, on either side
export const rows = new Map(); // key -> row, of all
let order = [], marked = new Set(), at = 0, from = 0, hand = null, made = new Map();

const height = () => {
  const text = getComputedStyle($("scroller")).getPropertyValue("--row").trim() || "2.125rem";
  return parseFloat(text) * parseFloat(getComputedStyle(document.documentElement).fontSize);
};
const above = () => document.querySelector("#table thead").offsetHeight;

const spacer = () => make("tr", { class: "space", "aria-hidden": "true" }, make("td", { colspan: "3" }));
const before = spacer(), after = spacer();
function space(row, tall) {
  row.style.height = `${tall}px`;
  row.hidden = !tall;
}

/** Show these keys, in this order; `fresh` says that rows are others than before. */
export function list(keys, fresh) {
  if (!fresh && keys.length === order.length && keys.every((key, i) => key === order[i])) return;
  const key = order[at];
  order = keys;
  at = Math.max(0, order.indexOf(key));
  from = Math.min(from, Math.max(0, order.length - 1));
  made = new Map();
  $("table").setAttribute("aria-rowcount", String(order.length + 1));
  draw(marked);
}

/** Make the rows in sight, and mark those that are chosen. */
export function draw(chosen) {
  marked = chosen;
  const scroller = $("scroller"), tall = height(), body = $("rows");
  const first = Math.max(0, Math.floor(scroller.scrollTop / tall) - SPARE);
  const last = Math.min(order.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / tall) + SPARE);
  const now = new Map();
  for (let i = first; i < last; i++) now.set(order[i], made.get(order[i]) || begun(order[i], i));
  made = now;
  // A row that is removed loses the focus, and the page is laid out at once: the table must not be short then.
  const focused = body.contains(document.activeElement) ? document.activeElement.closest("tr") : null;
  const held = focused && now.get(focused.dataset.key) !== focused ? focused.dataset.key : null;
  if (held) scroller.focus({ preventScroll: true });
  space(before, first * tall);
  space(after, (order.length - last) * tall);
  if (before.parentElement !== body) body.replaceChildren(before, after);
  const kept = new Set(now.values());
  for (const row of [...body.children]) if (row !== before && row !== after && !kept.has(row)) row.remove();
  let next = before.nextSibling;
  for (const row of kept) {
    if (row === next) next = next.nextSibling;
    else body.insertBefore(row, next);
  }
  for (const [key, row] of now) {
    const on = marked.has(key), here = key === order[at];
    row.className = `${on ? "chosen " : ""}${here ? "current" : ""}`;
    row.setAttribute("aria-selected", String(on));
    row.tabIndex = here ? 0 : -1;
    row.querySelector("input").checked = on;
  }
  if (held) now.get(held)?.focus({ preventScroll: true });
  const count = order.filter((key) => marked.has(key)).length;
  $("all").checked = count > 0 && count === order.length;
  $("all").indeterminate = count > 0 && count < order.length;
}

const text = (value) => (value === undefined || value === null ? "" : Number(value).toLocaleString("en", { maximumSignificantDigits: 4 }));
function begun(key, place) {
  const row = rows.get(key), [name, id] = key.split("/").slice(-2);
  const changed = row.changed.map((one) => one.replace(/^population\./, "")).join(", "), note = row.note.split("\n")[0];
  return make("tr", { "data-key": key, "aria-rowindex": String(place + 2) },
    make("td", { class: "c-choose" }, make("input", { type: "checkbox", tabindex: "-1", "aria-label": `Choose ${key}` })),
    make("th", { scope: "row", class: "c-run", title: row.title || key }, name, make("span", {}, `/${id}`)),
    make("td", { class: `c-status status-${row.status}` }, row.status),
    make("td", { class: "c-progress" }, row.progress || ""),
    make("td", { class: "c-created" }, (row.created || "").replace("T", " ").slice(0, 16)),
    make("td", { class: "c-innate" }, text(row.numbers?.innate)),
    make("td", { class: "c-learned" }, text(row.numbers?.learned)),
    make("td", { class: "c-changed", title: [changed, row.study ? `a run of ${row.study}` : ""].filter(Boolean).join("; ") }, row.problem && row.status === "unreadable" ? row.problem : changed),
    make("td", { class: "c-noted", title: row.note }, ...row.tags.map((tag) => make("span", { class: "tag" }, tag)), note));
}

function go(place, focus = true) {
  at = Math.max(0, Math.min(order.length - 1, place));
  const scroller = $("scroller"), tall = height(), top = at * tall, room = scroller.clientHeight - above();
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + tall > scroller.scrollTop + room) scroller.scrollTop = top + tall - room;
  draw(marked);
  if (focus) made.get(order[at])?.focus({ preventScroll: true });
}
function extend(place) {
  const [low, high] = [Math.min(from, place), Math.max(from, place)];
  hand.choose(order.slice(low, high + 1), true);
}

/** Begin: `hand` says what to do with rows that are chosen, opened or deleted. */
export function current(given) {
  hand = given;
  marked = given.chosen;
  const scroller = $("scroller"), body = $("rows");
  $("table").setAttribute("role", "grid");
  $("table").setAttribute("aria-multiselectable", "true");
  let waiting = false;
  scroller.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(marked); });
  });
  new ResizeObserver(() => draw(marked)).observe(scroller);
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-key]");
    if (!row) return;
    const place = order.indexOf(row.dataset.key);
    const box = event.target.closest("input");
    if (event.shiftKey) {
      extend(place);
    } else {
      from = place;
      if (box || event.ctrlKey || event.metaKey || event.target.closest(".c-choose")) hand.choose([row.dataset.key], !marked.has(row.dataset.key));
      else hand.details(row.dataset.key);
    }
    go(place);
  });
  $("all").addEventListener("change", () => hand.choose(order, $("all").checked));
  scroller.addEventListener("keydown", (event) => {
    if (event.target.closest("thead")) return;
    const page = Math.max(1, Math.floor($("scroller").clientHeight / height()) - 1);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: order.length - 1 };
    if (event.key in steps) {
      event.preventDefault();
      const before = at;
      go(steps[event.key]);
      if (event.shiftKey) { if (!marked.has(order[before])) from = before; extend(at); } else from = at;
    } else if (event.key === " ") {
      event.preventDefault();
      from = at;
      if (order[at]) hand.choose([order[at]], !marked.has(order[at]));
    } else if (event.key === "Enter" && order[at]) {
      event.preventDefault();
      hand.details(order[at]);
      $("about-title").focus();
    } else if (event.key === "Delete" && (marked.size || order[at])) {
      event.preventDefault();
      if (!marked.size) hand.choose([order[at]], true);
      hand.remove();
    } else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      hand.choose(order, true);
    } else if (event.key === "Escape") hand.choose([...marked], false);
  });
}
