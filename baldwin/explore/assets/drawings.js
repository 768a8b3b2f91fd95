// Figures of the report that move: a drawing is made once, and then only its data, limits and signals change.
import { make } from "./dom.js";

const figures = new Map(); // by name and arm: element and views
const OPTIONS = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, logLevel: 1, tooltip: { theme: "custom" } };

const CLEAN = 1000; // rows that are gone, after which Vega's tables forget them: by default 10,000 for each of some dozens

const rowsOf = (table) => {
  const names = Object.keys(table), count = names.length ? table[names[0]].length : 0;
  return Array.from({ length: count }, (_, i) => Object.fromEntries(names.map((name) => [name, table[name][i]])));
};
const shapeOf = (panel) => JSON.stringify({ ...panel.spec, params: panel.spec.params.map((one) => one.name) });

/** Show drawings in a place; `onward` says that they go on from those before, so that axes only grow. */
export async function show(place, drawings, onward = false) {
  const wanted = drawings.map((one) => `${place.id}/${one.name}/${one.arm ?? ""}`);
  for (const [key, figure] of figures) {
    if (key.startsWith(`${place.id}/`) && !wanted.includes(key)) {
      figure.views.forEach(({ view }) => view?.finalize());
      figure.element.remove();
      figures.delete(key);
    }
  }
  const counts = {};
  for (const one of drawings) counts[one.name] = (counts[one.name] || 0) + 1;
  const waiting = [];
  drawings.forEach((drawing, i) => {
    const key = wanted[i];
    if (!figures.has(key)) figures.set(key, begun(drawing));
    const figure = figures.get(key);
    if (place.children[i] !== figure.element) place.insertBefore(figure.element, place.children[i] || null);
    const beside = counts[drawing.name];
    figure.element.className = `chart${beside === 2 ? " half" : beside === 3 ? " third" : drawings.length > 1 && place.id === "theory" ? " half" : ""}`;
    waiting.push(update(figure, drawing, onward));
  });
  await Promise.all(waiting);
}

function begun(drawing) {
  const element = make("figure", { class: "chart" }, make("h3"), make("div", { class: "switches" }), make("div", { class: "panels" }), make("figcaption"));
  const numbers = make("details", { class: "numbers", hidden: true }, make("summary", {}, "The same in numbers"), make("div"));
  element.append(numbers);
  const figure = { element, views: [], switches: {}, html: "" };
  numbers.addEventListener("toggle", () => { if (numbers.open) numbers.lastElementChild.innerHTML = figure.numbers || ""; });
  return figure;
}

async function update(figure, drawing, onward) {
  const { element } = figure, [heading, switches, panels, caption, numbers] = element.children;
  const title = drawing.label ? `${drawing.title}: ${drawing.label}` : drawing.title;
  if (heading.textContent !== title) heading.textContent = title;
  if (caption.textContent !== drawing.caption) caption.textContent = drawing.caption;
  caption.hidden = drawing.arm > 0; // what is true of all arms is said once
  if (figure.html !== drawing.controls) {
    figure.html = drawing.controls;
    switches.innerHTML = drawing.controls; // made by the report's own code, which escapes every text
    for (const input of switches.querySelectorAll("[data-signal]")) input.addEventListener("change", () => switched(figure, input));
  }
  figure.numbers = drawing.numbers;
  numbers.hidden = !drawing.numbers;
  if (numbers.open) numbers.lastElementChild.innerHTML = drawing.numbers;
  while (figure.views.length > drawing.panels.length) {
    figure.views.pop().view?.finalize();
    panels.lastElementChild.remove();
  }
  panels.className = `panels ${{ 2: "two", 3: "three" }[drawing.columns] || ""}`;
  await Promise.all(drawing.panels.map((panel, i) => {
    if (!figure.views[i]) {
      const place = make("div", { class: "view" });
      panels.append(make("div", { class: "panel" }, make("h4"), place));
      figure.views.push({ place });
    }
    const one = figure.views[i], head = one.place.previousElementSibling;
    head.textContent = panel.title;
    head.hidden = !panel.title;
    one.when = panel.when;
    one.place.parentElement.hidden = one.when && figure.switches[one.when] === false;
    return draw(figure, one, panel, onward);
  }));
}

function switched(figure, input) {
  const value = input.type === "checkbox" ? input.checked : "number" in input.dataset ? Number(input.value) : input.value;
  figure.switches[input.dataset.signal] = value;
  for (const one of figure.views) {
    if (one.when) one.place.parentElement.hidden = figure.switches[one.when] === false;
    if (!one.view || !one.names.has(input.dataset.signal)) continue;
    one.view.signal(input.dataset.signal, value).runAsync();
  }
}

// A drawing whose turn has not come when the next one is there is left out.
async function draw(figure, one, panel, onward) {
  one.next = { panel, onward };
  if (one.busy) return one.busy;
  one.busy = (async () => {
    while (one.next) {
      const { panel: newest, onward: on } = one.next;
      one.next = null;
      await drawn(figure, one, newest, on);
    }
  })();
  try { await one.busy; } finally { one.busy = null; }
}

async function drawn(figure, one, panel, onward) {
  const shape = shapeOf(panel), axes = { ...panel.axes };
  if (onward && one.axes && shape === one.shape) {
    for (const end of ["x", "y"]) {
      const low = `${end}_low`, high = `${end}_high`;
      if (!(low in axes) || !(low in one.axes)) continue;
      axes[low] = Math.min(axes[low], one.axes[low]);
      axes[high] = Math.max(axes[high], one.axes[high]);
    }
  }
  one.axes = axes;
  const given = Object.fromEntries(panel.spec.params.map(({ name, value }) => [name, value]));
  const signals = { ...given, ...axes, ...figure.switches };
  const tables = Object.fromEntries(Object.entries(panel.tables).map(([name, table]) => [name, rowsOf(table)]));
  if (one.view && shape === one.shape && one.place.clientWidth === one.width) {
    for (const name of one.data) one.view.data(name, tables[name]);
    for (const [name, value] of Object.entries(signals)) if (one.names.has(name)) one.view.signal(name, value);
    await one.view.runAsync();
  } else {
    const params = panel.spec.params.map((given) => ({ ...given, value: signals[given.name] ?? given.value }));
    const height = one.place.offsetHeight;
    if (height) one.place.style.minHeight = `${height}px`; // so that the page does not jump
    one.view?.finalize();
    const result = await vegaEmbed(one.place, { ...panel.spec, params, datasets: tables }, OPTIONS);
    one.place.style.minHeight = "";
    one.view = result.view;
    one.view.cleanThreshold = CLEAN;
    one.shape = shape;
    one.width = one.place.clientWidth;
    const known = new Set((result.vgSpec.data || []).map(({ name }) => name));
    one.data = Object.keys(tables).filter((name) => known.has(name));
    one.names = new Set((result.vgSpec.signals || []).map(({ name }) => name));
    one.place.querySelector("svg")?.setAttribute("aria-label", panel.label);
  }
}
