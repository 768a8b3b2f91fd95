// The page of runs: what is listed stands in the address, and of thousands of rows those in sight are made.
import { ask } from "./asking.js";
import { $, make } from "./dom.js";
import { show } from "./drawings.js";
import { current, draw, list, rows } from "./shelf.js";

const payload = JSON.parse($("payload").textContent);
const root = document.documentElement.dataset.root;
const EVERY = 4000; // ms between looks at the folder, while the page is seen
const COLOURS = 7, MOST = 24; // of arms; runs that are drawn at once
const LINES = 6; // runs whose last numbers stand above the figures

const state = { query: "", kind: "", status: "", sort: "", reverse: false, bin: false };
const chosen = new Set();
let stamp = "", latest = 0, total = 0, figures = null, undo = [];

// The address ------------------------------------------------------------------------------------------------------
function read() {
  const words = new URLSearchParams(location.hash.slice(1));
  chosen.clear();
  for (const name of ["query", "kind", "status", "sort"]) state[name] = words.get(name) || "";
  state.reverse = words.has("reverse");
  state.bin = words.has("bin");
  words.getAll("run").forEach((key) => chosen.add(key));
  $("query").value = state.query;
  $("kind").value = state.kind;
  $("status").value = state.status;
  $("bin-open").setAttribute("aria-pressed", String(state.bin));
}
function write() {
  const words = new URLSearchParams();
  for (const name of ["query", "kind", "status", "sort"]) if (state[name]) words.set(name, state[name]);
  if (state.reverse) words.set("reverse", "");
  if (state.bin) words.set("bin", "");
  [...chosen].slice(0, 2 * MOST).forEach((key) => words.append("run", key));
  history.replaceState(null, "", `#${words}`);
}

// What is listed ---------------------------------------------------------------------------------------------------
const problem = (words) => { $("problem").textContent = words; $("problem").hidden = !words; };

async function refresh() {
  latest += 1;
  const mine = latest;
  try {
    const answer = state.bin ? await binned() : await ask("runs/list", {
      stamp, query: state.query, where: [state.kind, state.status].filter(Boolean), sort: state.sort, reverse: state.reverse,
    });
    if (!answer || mine !== latest) return;
    problem("");
    if (answer.rows) {
      rows.clear();
      answer.rows.forEach((row) => rows.set(row.key, row));
      stamp = answer.stamp;
      total = answer.rows.length;
    }
    for (const key of chosen) if (!rows.has(key)) chosen.delete(key);
    list(answer.order, Boolean(answer.rows));
    counted(answer.order.length);
    described();
  } catch (error) {
    if (!error.problems) throw error;
    if (mine === latest) problem(error.message);
  }
}
async function binned() {
  const answer = await ask("runs/binned", {});
  if (!answer) return null;
  const words = state.query.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (row) => words.every((word) => [row.key, row.title, row.note, ...row.tags, ...row.changed].join("\n").toLowerCase().includes(word));
  return { rows: answer.rows, stamp: "", order: answer.rows.filter(holds).map((row) => row.key) };
}
function counted(count) {
  const all = total.toLocaleString("en");
  $("count").textContent = state.bin ? `${all} in the bin. To delete them for good: ${payload.empty}` : count === total ? `${all} in all` : `${count.toLocaleString("en")} of ${all} fit`;
  $("none").hidden = count > 0;
  $("none").textContent = state.bin ? "The bin is empty." : total ? "Nothing fits." : "No runs here yet. Keep one on the page Explore, or start one: baldwin run hinton-nowlan";
}
function sorted() {
  const by = state.sort || "created";
  for (const button of document.querySelectorAll("[data-sort]")) {
    const text = ["name", "status", "changed", "tag"].includes(button.dataset.sort);
    const up = text !== state.reverse ? "ascending" : "descending";
    button.parentElement.setAttribute("aria-sort", button.dataset.sort === by && !state.bin ? up : "none");
  }
}
function changed() {
  write();
  sorted();
  return refresh();
}

// What is chosen ---------------------------------------------------------------------------------------------------
function described() {
  const keys = [...chosen], found = keys.map((key) => rows.get(key)).filter(Boolean);
  const kinds = new Set(found.map((row) => row.kind));
  $("chosen").textContent = keys.length ? `${keys.length.toLocaleString("en")} chosen` : "Nothing chosen";
  const runs = kinds.size === 1 && kinds.has("evolution"), study = keys.length === 1 && kinds.has("study");
  $("overlay").disabled = state.bin || !runs;
  $("report").disabled = state.bin || !(runs || keys.length === 1);
  $("compare").disabled = state.bin || !((runs && keys.length > 1) || study);
  $("against-label").hidden = state.bin || !(runs && keys.length > 1);
  $("delete").disabled = state.bin || !keys.length;
  $("delete").hidden = state.bin;
  $("restore").hidden = !state.bin;
  $("restore").disabled = !keys.length;
  $("cells-label").hidden = state.bin || !(kinds.has("study") || kinds.has("claims"));
  $("clear").disabled = !keys.length;
  const before = $("against").value;
  const own = (row) => row.changed.filter((one) => !found.every((other) => other.changed.includes(one))).slice(0, 2).join(", ");
  $("against").replaceChildren(...found.slice(0, MOST).map((row) => make("option", { value: row.key }, `${row.key}${own(row) ? ` (${own(row)})` : ""}`)));
  if (keys.includes(before)) $("against").value = before;
  draw(chosen);
}
function choose(keys, on) {
  keys.forEach((key) => (on ? chosen.add(key) : chosen.delete(key)));
  write();
  described();
}
const done = (words, ...more) => $("done").replaceChildren(words, ...more);
async function doing(button, words, work) {
  button.disabled = true;
  document.body.setAttribute("aria-busy", "true");
  done(words);
  try {
    await work();
  } catch (error) {
    if (!error.problems) throw error;
    done(error.message);
  } finally {
    document.body.removeAttribute("aria-busy");
    described();
  }
}

async function overlay(again) {
  await doing($("overlay"), "Drawing …", async () => {
    const answer = await ask("runs/overlay", { runs: [...chosen], figures });
    if (!answer) return;
    $("together").hidden = false;
    $("arms").replaceChildren(...answer.labels.map((label, i) => make("li", {}, make("span", { class: "key", style: `--c:var(--arm${i % COLOURS})` }), label)));
    $("together-note").textContent = answer.note;
    $("readout").textContent = answer.readout.length > LINES ? "" : answer.readout.join("\n");
    await show($("drawings"), answer.drawings);
    const shown = answer.drawings.map((one) => one.name);
    $("choose").replaceChildren(...Object.entries(answer.figures).map(([name, title]) => {
      const box = make("input", { type: "checkbox", value: name, onchange: () => {
        figures = [...document.querySelectorAll("#choose input")].filter((one) => one.checked).map((one) => one.value);
        overlay(true);
      } });
      box.checked = shown.includes(name);
      return make("label", {}, box, title);
    }));
    done("");
    if (!again) $("together-title").focus();
  });
}

const digits = (value) => (value === null || value === undefined ? "–" : Number(value).toLocaleString("en", { maximumSignificantDigits: 4 }));
const range = (row, name) => (row[`${name}_low`] === null ? "" : ` [${digits(row[`${name}_low`])}, ${digits(row[`${name}_high`])}]`);
const EFFECTS = {
  "Quantity": (row) => row.quantity.replaceAll("_", " "),
  "Arm": (row) => row.arm,
  "Control": (row) => row.control,
  "Means": (row) => `${digits(row.mean_arm)} against ${digits(row.mean_control)}`,
  "Difference [95 %]": (row) => `${digits(row.difference)}${range(row, "difference")}`,
  "Hedges’ g [95 %]": (row) => `${digits(row.hedges_g)}${range(row, "hedges_g")}`,
  "P(arm above)": (row) => digits(row.superiority),
  "p": (row) => digits(row.p),
};
const OUTCOMES = {
  "Criterion": (row) => row.criterion,
  "Arm": (row) => row.arm,
  "Control": (row) => row.control,
  "Replicates": (row) => `${row.count_arm} of ${row.replicates_arm} against ${row.count_control} of ${row.replicates_control}`,
  "Difference of shares [95 %]": (row) => `${digits(row.difference)}${range(row, "difference")}`,
  "p (log-rank)": (row) => digits(row.p_log_rank),
};
const table = (caption, columns, found) => make("table", {},
  make("caption", {}, caption),
  make("thead", {}, make("tr", {}, ...Object.keys(columns).map((name) => make("th", { scope: "col" }, name)))),
  make("tbody", {}, ...found.map((row) => make("tr", {}, ...Object.values(columns).map((text, i) => make(i ? "td" : "th", i ? {} : { scope: "row" }, text(row)))))));

async function compare() {
  await doing($("compare"), "Comparing …", async () => {
    const several = chosen.size > 1;
    const answer = await ask("runs/compare", { runs: [...chosen], against: several ? $("against").value : "" });
    if (!answer) return;
    $("compared").hidden = false;
    $("effects").replaceChildren(table("Effects", EFFECTS, answer.effects));
    if (answer.outcomes.length) $("effects").append(table("Replicates that came to it", OUTCOMES, answer.outcomes));
    $("compared-notes").replaceChildren(...answer.notes.map((note) => make("p", {}, note)));
    done("");
    $("compared-title").focus();
  });
}

async function remove() {
  const keys = [...chosen];
  await doing($("delete"), "", async () => {
    const answer = await ask("runs/bin", { runs: keys, cells: !$("cells-label").hidden && $("cells").checked });
    undo = answer.moved;
    choose(keys, false);
    if (keys.includes(about)) details(null);
    done(`Moved ${undo.length} to the bin. `, make("button", { type: "button", onclick: () => restore(undo) }, "Undo"));
    await refresh();
  });
}
async function restore(keys) {
  await doing($("restore"), "", async () => {
    const answer = await ask("runs/restore", { runs: keys });
    choose(keys, false);
    done(`Restored ${answer.restored.length}.`);
    await refresh();
  });
}

// One of them --------------------------------------------------------------------------------------------------------
let about = null;
function details(key) {
  about = state.bin ? null : key;
  const row = rows.get(about);
  $("details").hidden = !row;
  document.querySelector(".shelf").classList.toggle("open", Boolean(row));
  if (!row) return;
  const facts = {
    "": row.key, Status: `${row.status}, ${row.progress}`, Begun: `${(row.created || "?").replace("T", " ").replace("Z", "")}, ${digits(row.seconds)} s of work`,
    Changed: row.changed.join("\n"), "Run of": row.study || "", Numbers: Object.entries(row.numbers).map(([name, value]) => `${name.replaceAll("_", " ")} ${digits(value)}`).join("\n"), Problem: row.problem || "",
  };
  $("about-title").textContent = row.title || row.key;
  $("about").replaceChildren(...Object.entries(facts).filter(([, text]) => text).flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text)]));
  $("about-links").replaceChildren(
    make("a", { href: `${root}report?run=${encodeURIComponent(row.key)}`, target: "_blank", rel: "noopener" }, "Open its report"),
    row.kind === "evolution"
      ? make("a", { href: `${root}?run=${encodeURIComponent(row.key)}` }, "Open it in Explore")
      : make("code", {}, row.kind === "claims" ? `baldwin show ${row.key}` : `baldwin explore ${row.key}`));
  $("tags").value = row.tags.join(" ");
  $("note").value = row.note;
  $("saved").textContent = "";
}
async function save() {
  const key = about;
  try {
    const kept = await ask("runs/note", { runs: [key], tags: $("tags").value, note: $("note").value });
    if (!kept) return;
    Object.assign(rows.get(key) || {}, kept);
    draw(chosen);
    if (about === key) { $("tags").value = kept.tags.join(" "); $("note").value = kept.note; }
    $("saved").textContent = "Saved.";
    await refresh();
  } catch (error) {
    if (!error.problems) throw error;
    $("saved").textContent = error.message;
  }
}

// Ready --------------------------------------------------------------------------------------------------------------
function begin() {
  document.documentElement.dataset.script = "on";
  read();
  current({ choose, details, remove: () => (state.bin ? null : remove()), chosen });
  let typing = null;
  $("query").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(() => { state.query = $("query").value; changed(); }, 150); });
  for (const name of ["kind", "status"]) $(name).addEventListener("change", () => { state[name] = $(name).value; changed(); });
  for (const button of document.querySelectorAll("[data-sort]")) button.addEventListener("click", () => {
    const by = button.dataset.sort, now = state.sort || "created";
    state.reverse = by === now ? !state.reverse : false;
    state.sort = by;
    changed();
  });
  $("bin-open").addEventListener("click", () => {
    state.bin = !state.bin;
    $("bin-open").setAttribute("aria-pressed", String(state.bin));
    stamp = "";
    chosen.clear();
    details(null);
    changed();
  });
  $("overlay").addEventListener("click", () => { figures = null; overlay(false); });
  $("compare").addEventListener("click", compare);
  $("report").addEventListener("click", () => window.open(`${root}report?${new URLSearchParams([...chosen].map((key) => ["run", key]))}`, "_blank", "noopener"));
  $("delete").addEventListener("click", remove);
  $("restore").addEventListener("click", () => restore([...chosen]));
  $("clear").addEventListener("click", () => choose([...chosen], false));
  $("save").addEventListener("click", save);
  document.addEventListener("keydown", (event) => {
    const typed = event.target.matches("input:not([type=checkbox]), textarea, select");
    if (event.key === "/" && !typed && !event.ctrlKey && !event.metaKey) { event.preventDefault(); $("query").focus(); }
  });
  $("details").addEventListener("keydown", (event) => { if (event.key === "Escape") { details(null); document.querySelector("#rows tr.current")?.focus(); } });
  window.addEventListener("hashchange", () => { stamp = ""; read(); changed(); });
  setInterval(() => { if (!document.hidden && !state.bin && $("problem").hidden) refresh(); }, EVERY);
  sorted();
  refresh().finally(() => { document.documentElement.dataset.ready = "yes"; });
}
begin();
