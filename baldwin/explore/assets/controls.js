// Controls for the fields of a definition, made from what the server says of its schema.
import { $, make } from "./dom.js";

const PLACES = 1000; // of a slider
const OPEN = ["population", "lifetime", "task"]; // groups that begin open
const fields = new Map(); // path -> elements of its control
let shape = "";
let changing = () => {}; // called with path, text or null, and whether the hand still moves

export function begin(onChange) {
  changing = onChange;
  $("find").addEventListener("input", () => narrow($("find").value.trim().toLowerCase()));
}

const plain = (text) => {
  if (text === null || text === undefined) return "";
  try { return typeof JSON.parse(text) === "string" ? JSON.parse(text) : text; } catch { return text; }
};
const id = (path) => `field-${path.replaceAll(".", "-")}`;

// What is typed, as a definition file has it: texts are quoted, all else is taken as it stands, right or wrong.
const written = (control, text) => {
  if (text === "" && control.optional) return null;
  return control.type === "text" && !/^(true|false|-?[\d.]+)$/.test(text) ? JSON.stringify(text) : text;
};

/** Show the fields of all groups; their elements stay where the fields are the same. */
export function show(groups, changes) {
  const now = JSON.stringify(groups.map((one) => [one.path, one.controls.map((control) => [control.path, control.type, control.choices, control.slider])]));
  if (now !== shape) {
    shape = now;
    const open = new Set([...document.querySelectorAll(".group[open]")].map((one) => one.dataset.path));
    const fresh = fields.size === 0;
    const focused = document.activeElement?.id;
    fields.clear();
    $("groups").replaceChildren(...groups.map((one) => group(one, fresh ? OPEN.includes(one.path) : open.has(one.path))));
    if (focused) $(focused)?.focus();
    narrow($("find").value.trim().toLowerCase());
  }
  for (const one of groups) {
    let count = 0;
    for (const control of one.controls) count += update(control, changes);
    const badge = document.querySelector(`.group[data-path="${one.path}"] .count`);
    badge.textContent = count ? `${count} changed` : "";
  }
}

function group(one, open) {
  const summary = make("summary", {}, one.name, make("span", { class: "count" }));
  return make("details", { class: "group", "data-path": one.path, open }, summary, one.meaning ? make("p", {}, one.meaning) : null, ...one.controls.map(field));
}

function field(control) {
  const { path } = control, name = `${path.includes(".") ? `${path.slice(0, path.lastIndexOf(".")).replaceAll(".", " ").replaceAll("_", " ")} ` : ""}${control.name}`;
  const meaning = make("p", { class: "meaning", id: `${id(path)}-meaning` }, said(control));
  const parts = { control, meaning };
  const about = { id: id(path), "aria-describedby": `${id(path)}-meaning` };
  if (control.type === "choice") {
    parts.input = make("select", about, ...control.choices.map((one) => make("option", { value: one }, plain(one))));
    parts.input.addEventListener("change", () => changing(path, parts.input.value, false));
  } else if (control.type === "boolean") {
    parts.input = make("input", { ...about, type: "checkbox" });
    parts.input.addEventListener("change", () => changing(path, String(parts.input.checked), false));
  } else {
    const number = control.type === "integer" || control.type === "number";
    parts.input = make("input", { ...about, type: "text", class: number ? "" : "words", inputmode: number ? "decimal" : null, autocomplete: "off", spellcheck: "false", placeholder: control.optional ? "left out" : null });
    parts.input.addEventListener("input", () => changing(path, written(control, parts.input.value.trim()), true));
    parts.input.addEventListener("change", () => changing(path, written(control, parts.input.value.trim()), false));
  }
  if (control.slider) {
    parts.range = make("input", { type: "range", min: 0, max: PLACES, step: 1, "aria-label": `${name}, slider`, "aria-describedby": `${id(path)}-meaning` });
    const moved = (onward) => {
      const text = valueAt(control.slider, Number(parts.range.value));
      parts.input.value = text;
      parts.range.setAttribute("aria-valuetext", text);
      changing(path, text, onward);
    };
    parts.range.addEventListener("input", () => moved(true));
    parts.range.addEventListener("change", () => moved(false));
  }
  parts.reset = make("button", { type: "button", class: "reset", hidden: true, onclick: () => { changing(path, undefined, false); parts.input.focus(); } }, "reset");
  parts.wrong = make("p", { class: "wrong", id: `${id(path)}-wrong`, role: "alert", hidden: true });
  const label = make("label", { for: id(path) }, make("span", { class: "unseen" }, name.slice(0, name.length - control.name.length)), control.name);
  parts.element = make("div", { class: "field", "data-path": path }, make("div", { class: "name" }, label, make("span", {}, parts.reset, parts.input)), parts.range, meaning, parts.wrong);
  fields.set(path, parts);
  return parts.element;
}

function said(control) {
  const short = control.default === null ? "" : `default ${plain(control.default)}`;
  const first = control.meaning.replaceAll("`", "");
  return [first, [control.rule, short].filter(Boolean).join("; ")].filter(Boolean).join(" · ");
}

// Set what a control shows; return 1 if it differs from where it began.
function update(control, changes) {
  const parts = fields.get(control.path), focused = document.activeElement;
  parts.control = control;
  if (control.type === "boolean") parts.input.checked = control.value === "true";
  else if (focused !== parts.input) parts.input.value = control.type === "choice" ? control.value : plain(control.value);
  if (parts.range && focused !== parts.range && control.value !== null) {
    parts.range.value = String(placeOf(control.slider, Number(control.value)));
    parts.range.setAttribute("aria-valuetext", control.value);
  }
  const changed = control.value !== control.base;
  parts.element.classList.toggle("changed", changed);
  parts.reset.hidden = !(control.path in changes);
  const before = control.base === null ? "left out" : plain(control.base);
  parts.reset.setAttribute("aria-label", `reset ${control.path.replaceAll(".", " ")} to ${before}`);
  parts.reset.title = `back to ${before}`;
  return changed ? 1 : 0;
}

/** Show lines beside the fields that they are about, and the others above them. */
export function wrong(problems, places, changes = {}) {
  const left = [];
  for (const parts of fields.values()) {
    parts.wrong.hidden = true;
    parts.element.classList.remove("broken");
    parts.input.removeAttribute("aria-invalid");
  }
  problems.forEach((line, i) => {
    const parts = fields.get(places[i]) || fields.get(`${places[i]}.kind`);
    if (!parts) return left.push(line);
    parts.wrong.textContent = line;
    if (places[i] in changes && parts.input !== document.activeElement) parts.input.value = plain(changes[places[i]]);
    parts.reset.hidden = !(places[i] in changes);
    parts.wrong.hidden = false;
    parts.element.classList.add("broken");
    parts.input.setAttribute("aria-invalid", "true");
    parts.element.closest("details").open = true;
    if (!$("groups").contains(document.activeElement)) parts.element.scrollIntoView({ block: "nearest" });
  });
  $("wrong").hidden = !left.length;
  $("wrong").replaceChildren(...left.map((line) => make("p", {}, line)));
}

/** Yield path, name and control of all fields. */
export const all = () => [...fields.values()].map(({ control }) => control);

function narrow(words) {
  for (const [path, { element, control }] of fields) element.hidden = !!words && !`${path} ${control.name} ${control.meaning}`.toLowerCase().replaceAll("_", " ").includes(words);
  for (const one of document.querySelectorAll(".group")) {
    one.hidden = ![...one.querySelectorAll(".field")].some((field) => !field.hidden);
    if (words && !one.hidden) one.open = true;
  }
}

// Sliders --------------------------------------------------------------------------------------------------------
function valueAt({ low, high, log, whole }, place) {
  const share = place / PLACES;
  const value = log ? low * (high / low) ** share : low + (high - low) * share;
  return whole ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
function placeOf({ low, high, log }, value) {
  const share = log ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.round(PLACES * Math.min(1, Math.max(0, share)));
}
