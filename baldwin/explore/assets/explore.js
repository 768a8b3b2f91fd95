// The page: what is asked for stands in the address, so that a reload, a bookmark or a second tab shows the same.
import * as controls from "./controls.js";
import { ask } from "./asking.js";
import { $, make } from "./dom.js";
import { show } from "./drawings.js";

const payload = JSON.parse($("payload").textContent);
const QUICK = 4; // answers, within which an evolution must be over to follow a hand that moves
const TICK = 100; // ms between pictures of an evolution that is slowed down

const state = { population: payload.first, changes: {}, field: "", values: [], speed: 0, figures: null };
let known = null; // the last answer to `define`
let at = -1, over = false, running = false, started = false, cost = Infinity, turn = 0, moving = null;

// The address ------------------------------------------------------------------------------------------------------
function read() {
  const words = new URLSearchParams(location.hash.slice(1));
  const population = words.get("population");
  if (payload.subjects.some((one) => one.key === population)) state.population = population;
  state.changes = Object.fromEntries(words.getAll("set").map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]));
  state.field = words.get("field") || "";
  state.values = words.getAll("beside");
  state.speed = Number(words.get("speed")) || 0;
}
function write() {
  const words = new URLSearchParams();
  if (state.population !== payload.first) words.set("population", state.population);
  for (const [path, text] of Object.entries(state.changes)) words.append("set", `${path}=${text}`);
  if (state.field) words.set("field", state.field);
  for (const text of state.values) words.append("beside", text);
  if (state.speed) words.set("speed", state.speed);
  history.replaceState(null, "", `#${words}`);
}
const arms = () => [{}, ...state.values.map((text) => ({ [state.field]: text }))].map((own) => ({ population: state.population, changes: { ...state.changes, ...own } }));

// Definitions ------------------------------------------------------------------------------------------------------
// A function that asks one question at a time, and once more if it was called meanwhile: only the newest matters.
function newest(asked) {
  let asking = null, again = false;
  return () => {
    again = true;
    asking ??= (async () => {
      while (again) {
        again = false;
        await asked();
      }
    })().finally(() => { asking = null; });
    return asking;
  };
}
const define = newest(async () => {
  write();
  try {
    const asked = state.changes = { ...state.changes };
    const answer = await ask("define", { arms: arms() });
    if (answer && state.changes === asked) state.changes = answer.changes; // without fields that a new kind lacks
    if (answer) defined(answer);
    write();
  } catch (error) {
    if (!error.problems) throw error;
    stop();
    if (!controls.all().length) await unchanged(); // such as after a reload, with what was wrong before
    controls.wrong(error.problems, error.places, state.changes);
    tell("");
    $("command").textContent = "";
    known = null;
  }
  if (known) theorise();
});
async function unchanged() {
  const answer = await ask("define", { arms: [{ population: state.population, changes: {} }] }).catch(() => null);
  if (answer) defined(answer);
}
let theorising = new AbortController();
const theorise = newest(async () => {
  theorising = new AbortController();
  const waits = setTimeout(() => { $("no-theory").hidden = false; $("no-theory").textContent = "Working it out …"; }, 900);
  const answer = await ask("theory", { arms: arms() }, theorising.signal).catch(() => null);
  clearTimeout(waits);
  if (!answer) return;
  await show($("theory"), answer.drawings);
  $("no-theory").hidden = answer.drawings.length > 0;
  $("no-theory").textContent = "Theory has no closed form for this population.";
});
function defined(answer) {
  known = answer;
  $("title").textContent = answer.title;
  document.title = `${answer.title} · baldwin explore`;
  controls.show(answer.groups, state.changes);
  controls.wrong([], []);
  $("command").textContent = answer.commands.join("\n");
  teach(answer.lesson);
  fillFields();
  listArms();
  $("generation").max = String(answer.generations);
}

function teach({ predict, run: command, explain, story, changes }) {
  $("lesson").hidden = !predict;
  if (!predict) return;
  const texts = { predict, explain, story };
  for (const [name, text] of Object.entries(texts)) if ($(name).textContent !== text) $(name).textContent = text;
  if ($("try").dataset.of === command) return;
  $("try").dataset.of = command;
  const words = changes && Object.entries(changes).map(([path, text]) => `${path.replaceAll("_", " ").replace(".", ": ")} ${text}`).join(", ");
  $("try").replaceChildren(words ? make("button", { type: "button", onclick: () => set(changes) }, `Set ${words}`) : make("code", {}, command));
}

// Evolution --------------------------------------------------------------------------------------------------------
const tell = (words) => { $("state").textContent = words; };
function stop() {
  running = false;
  turn += 1;
  $("run").textContent = over ? "Run again" : "Run";
  $("readout").setAttribute("aria-live", "polite");
}

/** Ask for the evolution up to a generation (null: the last), draw it, and return the answer. */
async function advance(until, onward) {
  const mine = turn;
  const waits = setTimeout(() => tell("Computing … the first time, programs for a population of this kind are compiled."), 900);
  try {
    const answer = await ask("advance", { arms: arms(), until, figures: state.figures });
    if (!answer || mine !== turn) return null;
    clearTimeout(waits);
    if (answer.generation >= 0) await drawn(answer, onward);
    tell("");
    return answer;
  } catch (error) {
    if (!error.problems) throw error;
    stop();
    controls.wrong(error.problems, error.places);
    return null;
  } finally { clearTimeout(waits); }
}
async function drawn(answer, onward) {
  at = answer.generation;
  over = answer.over;
  started = true;
  $("empty").hidden = true;
  $("which").hidden = false;
  $("generation").disabled = false;
  $("generation").value = String(at);
  $("generation").setAttribute("aria-valuetext", `generation ${at}`);
  $("generation-now").textContent = `${at.toLocaleString("en")} of ${(known?.generations ?? at).toLocaleString("en")}`;
  $("readout").textContent = answer.readout.join("\n");
  await show($("drawings"), answer.drawings, onward);
}

async function run(from = over ? -1 : at) {
  stop();
  running = true;
  at = from;
  over = false;
  const mine = turn;
  let answers = 0, onward = from >= 0;
  $("run").textContent = "Pause";
  $("readout").setAttribute("aria-live", "off"); // a screen reader could not keep up
  while (running && mine === turn) {
    const began = performance.now();
    const until = state.speed ? Math.min(at + Math.max(1, Math.round((state.speed * TICK) / 1000)), known?.generations ?? at + 1) : null;
    const answer = await advance(until, onward);
    if (!answer || mine !== turn) return;
    onward = true;
    answers += 1;
    if (over) break;
    if (state.speed) await new Promise((done) => setTimeout(done, Math.max(0, (state.speed < 10 ? 1000 / state.speed : TICK) - (performance.now() - began))));
  }
  if (mine !== turn) return;
  cost = answers;
  stop();
  if ($("which").open) figures();
}

// Take in changes, field -> text, null where it is as it began; what was asked before keeps what it asked.
function set(changes, hand = false) {
  const all = Object.entries({ ...state.changes, ...changes });
  state.changes = Object.fromEntries(all.filter(([, text]) => text !== null && text !== undefined));
  changed(hand);
}

// A control has moved: theory follows at once, and so does an evolution that is quick.
async function changed(hand) {
  turn += 1;
  const wasRunning = running || started;
  clearTimeout(moving);
  document.querySelectorAll("#drawings figure").forEach((one) => one.classList.add("stale"));
  const follow = wasRunning && (!hand || cost <= QUICK);
  const evolving = follow && !state.speed ? run(-1) : null;
  await define();
  if (!known) return;
  if (follow && state.speed) await run(-1);
  await evolving;
  if (!follow) { at = -1; over = false; stop(); }
}

// Arms -------------------------------------------------------------------------------------------------------------
function fillFields() {
  const select = $("beside-field"), before = select.value || state.field;
  const options = controls.all().filter((one) => one.path.includes("."));
  const now = options.map((one) => one.path).join();
  if (select.dataset.now !== now) {
    select.dataset.now = now;
    select.replaceChildren(...options.map((one) => make("option", { value: one.path }, one.path.replaceAll("_", " "))));
  }
  const wanted = [before, "lifetime.trials", "lifetime.kind"].find((one) => options.some(({ path }) => path === one));
  if (wanted) select.value = wanted;
  const chosen = options.find((one) => one.path === select.value);
  const values = chosen?.choices || (chosen?.type === "boolean" ? ["true", "false"] : []);
  $("beside-value").setAttribute("list", "beside-values");
  let list = $("beside-values");
  if (!list) $("beside-value").after((list = make("datalist", { id: "beside-values" })));
  list.replaceChildren(...values.map((one) => make("option", { value: one.replaceAll('"', "") })));
}
function listArms() {
  const labels = known?.labels || [];
  const shown = state.values.length ? [null, ...state.values] : [];
  $("arms").replaceChildren(...shown.map((text, i) => make("li", {},
    make("span", { class: "key", style: `--c:var(--arm${i})` }),
    labels[i] || text || "as set",
    i ? make("button", { type: "button", "aria-label": `Remove ${labels[i] || text}`, onclick: () => { state.values.splice(i - 1, 1); if (!state.values.length) state.field = ""; changed(false); } }, "×") : null)));
  $("keep").textContent = state.values.length ? "Keep these runs" : "Keep this run";
  $("beside-field").disabled = state.values.length > 0;
  $("beside-add").disabled = state.values.length >= 2;
}
function addArm() {
  const text = $("beside-value").value.trim();
  if (!text) return $("beside-value").focus();
  const control = controls.all().find((one) => one.path === $("beside-field").value);
  state.field = control.path;
  state.values.push(control.type === "choice" || control.type === "text" ? JSON.stringify(text.replaceAll('"', "")) : text);
  $("beside-value").value = "";
  changed(false);
}

// Figures, and what to keep ------------------------------------------------------------------------------------------
async function figures() {
  const answer = await ask("figures", { arms: arms() }).catch(() => null);
  if (!answer) return;
  const shown = new Set([...document.querySelectorAll("#drawings figure h3")].map((one) => one.textContent));
  const chosen = state.figures || Object.entries(answer.figures).filter(([, title]) => [...shown].some((one) => one.startsWith(title))).map(([name]) => name);
  $("choose").replaceChildren(...Object.entries(answer.figures).map(([name, title]) => {
    const box = make("input", { type: "checkbox", value: name, onchange: chooseFigures });
    box.checked = chosen.includes(name);
    return make("label", {}, box, title);
  }));
}
function chooseFigures() {
  state.figures = [...document.querySelectorAll("#choose input")].filter((one) => one.checked).map((one) => one.value);
  if (at >= 0) advance(at, false);
}
function described({ path, done, problem, generation, generations }) {
  return problem || (done ? `Kept: ${path}` : `Keeping ${path}: generation ${Math.max(0, generation)} of ${generations}`);
}
async function keep() {
  $("keep").disabled = true;
  try {
    for (;;) {
      const answer = await ask("keep", { arms: arms() });
      if (!answer) continue;
      $("kept").textContent = answer.runs.map(described).join("\n");
      if (answer.done) break;
    }
  } catch (error) {
    $("kept").textContent = error.message;
  } finally { $("keep").disabled = false; }
}
function save() {
  if (!known) return;
  const link = make("a", { href: URL.createObjectURL(new Blob([known.toml], { type: "application/toml" })), download: `${known.name}.toml` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  $("kept").textContent = `Saved as ${known.name}.toml among your downloads: baldwin run ${known.name}.toml`;
}
async function copy() {
  try {
    await navigator.clipboard.writeText($("command").textContent);
    $("kept").textContent = "Copied.";
  } catch { getSelection().selectAllChildren($("command")); }
}

// Ready ------------------------------------------------------------------------------------------------------------
function begin() {
  document.documentElement.dataset.script = "on";
  read();
  $("population").replaceChildren(...payload.subjects.map((one) => make("option", { value: one.key }, one.label)));
  $("population").value = state.population;
  $("speed").value = String(state.speed);
  controls.begin((path, text, hand) => {
    const control = controls.all().find((one) => one.path === path);
    set({ [path]: text === control?.base ? null : text }, hand);
  });
  $("population").addEventListener("change", () => {
    Object.assign(state, { population: $("population").value, changes: {}, field: "", values: [], figures: null });
    theorising.abort(); // which may take its time
    started = false;
    at = -1;
    over = false;
    stop();
    show($("drawings"), []);
    $("empty").hidden = false;
    $("which").hidden = true;
    $("readout").textContent = "";
    $("generation-now").textContent = "not run yet";
    $("generation").disabled = true;
    define();
  });
  $("run").addEventListener("click", () => (running ? stop() : run()));
  $("step").addEventListener("click", () => { stop(); if (!over || at < (known?.generations ?? 0)) advance(at + 1, at >= 0); });
  $("restart").addEventListener("click", () => { stop(); over = false; advance(0, false); });
  $("speed").addEventListener("change", () => { state.speed = Number($("speed").value); write(); });
  $("seed").addEventListener("click", () => set({ "population.seed": String(1 + Math.floor(Math.random() * 9999)) }));
  $("generation").addEventListener("input", () => { stop(); advance(Number($("generation").value), true); });
  $("reset").addEventListener("click", () => { state.changes = {}; changed(false); });
  $("beside-add").addEventListener("click", addArm);
  $("beside-value").addEventListener("keydown", (event) => { if (event.key === "Enter") addArm(); });
  $("beside-field").addEventListener("change", fillFields);
  $("which").addEventListener("toggle", () => { if ($("which").open) figures(); });
  $("keep").addEventListener("click", keep);
  $("save").addEventListener("click", save);
  $("copy").addEventListener("click", copy);
  addEventListener("hashchange", () => location.reload());
  define().then(() => (payload.opened === null ? null : advance(payload.opened, false))).finally(() => { document.documentElement.dataset.ready = "yes"; });
}
begin();
