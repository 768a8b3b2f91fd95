"use strict";
// Controls and drawings of the simulation in the page: see needle.js for what it computes.
(() => {
  const place = document.getElementById("simulation");
  const settings = JSON.parse(document.getElementById("simulation-settings").textContent);
  const CONTROLS = [
    ["size", "Population size", 2, 20000], ["trials", "Trials of a life", 1, 65535], ["loci", "Loci", settings.cuts === "fixed" ? settings.cut + 1 : 2, 24],
    ["generations", "Generations", 1, 5000], ["seed", "Seed", 0, 2 ** 32 - 1],
  ].filter(([name]) => name !== "trials" || settings.learns);
  const SHARES = settings.binary ? ["correct", "wrong"] : ["correct", "plastic", "wrong"];
  const FORESEEN = 500; // generations of theory, which takes a millisecond for each
  const WIDTH = 460, HEIGHT = 230, LEFT = 44, BELOW = 34, ABOVE = 8, RIGHT = 10;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const drawn = (name, attributes = {}, text = "") => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  };

  // What can be set ----------------------------------------------------------------------------------------------
  const inputs = {};
  const form = element("form", { class: "simulation-controls", "aria-label": "Settings of the simulation" });
  for (const [name, words, least, most] of CONTROLS) {
    const input = element("input", { type: "number", min: least, max: most, step: 1, value: settings[name], required: "", "data-simulation": name });
    inputs[name] = input;
    form.append(element("label", {}, words, input));
  }
  const run = element("button", { type: "submit", id: "simulation-run" }, "Run");
  const step = element("button", { type: "button", id: "simulation-step" }, "One generation");
  const again = element("button", { type: "button", id: "simulation-again" }, "Start again");
  form.append(run, step, again);
  const said = element("p", { class: "readout", id: "simulation-readout", role: "status" });

  // What is drawn ------------------------------------------------------------------------------------------------
  function plot(title, names, colours, highest) {
    const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title, width: "100%" });
    const keys = names.map((name, i) => {
      const key = element("span", { class: "key" });
      key.style.setProperty("--c", `var(--${colours[i]})`);
      return element("span", {}, key, ` ${name}`);
    });
    if (!settings.mutation_rate && !settings.move_every) keys.push(element("span", {}, "- - expected"));
    const parts = element("div", { class: "panel" }, element("h4", {}, title), svg, element("p", { class: "keys note" }, ...keys));
    const y = (value, top) => HEIGHT - BELOW - (value / top) * (HEIGHT - BELOW - ABOVE);
    return {
      parts,
      draw(rows, last, expected) {
        const top = highest([...rows, ...(expected || [])]), x = (g) => LEFT + (g / last) * (WIDTH - LEFT - RIGHT);
        svg.replaceChildren();
        for (let i = 0; i <= 4; i += 1) {
          const value = (top * i) / 4, at = y(value, top);
          svg.append(drawn("path", { d: `M${LEFT} ${at}H${WIDTH - RIGHT}`, stroke: "var(--line)" }));
          svg.append(drawn("text", { x: LEFT - 6, y: at + 4, "text-anchor": "end", "font-size": 12, fill: "var(--ink)" }, String(Number(value.toPrecision(3)))));
        }
        for (const [g, anchor] of [[0, "start"], [last, "end"]])
          svg.append(drawn("text", { x: x(g), y: HEIGHT - BELOW + 16, "text-anchor": anchor, "font-size": 12, fill: "var(--ink)" }, String(g)));
        svg.append(drawn("text", { x: (LEFT + WIDTH) / 2, y: HEIGHT - 4, "text-anchor": "middle", "font-size": 12, fill: "var(--ink)" }, "generation"));
        const line = (name, colour, of, more) => {
          const points = of.map((row) => `${x(row.generation).toFixed(1)},${y(row[name], top).toFixed(1)}`).join(" ");
          svg.append(drawn("polyline", { points, fill: "none", stroke: `var(--${colour})`, ...more }));
        };
        names.forEach((name, i) => {
          line(name, colours[i], rows, { "stroke-width": 2, "data-name": name });
          if (expected && name in expected[0]) line(name, "ink", expected, { "stroke-dasharray": "5 4", "data-expected": name });
        });
      },
    };
  }
  const round = (top) => { // four steps of 1, 2, 2.5 or 5 times a power of ten
    const step = top / 4, power = 10 ** Math.floor(Math.log10(step));
    return 4 * power * [1, 2, 2.5, 5, 10].find((one) => one * power >= step);
  };
  const abilities = settings.learns ? ["innate", "learned"] : ["innate"];
  const plots = [
    plot("Share of alleles", SHARES, SHARES, () => 1),
    plot("Population mean fitness", abilities, abilities, (rows) => round(rows.reduce((most, row) => Math.max(most, ...abilities.map((name) => row[name] ?? 0)), 0))),
  ];
  place.append(form, said, element("div", { class: "panels two" }, ...plots.map((one) => one.parts)));

  // How it runs --------------------------------------------------------------------------------------------------
  let model = null, population = null, rows = [], last = 1, waiting = null, expected = null;
  function stop() {
    cancelAnimationFrame(waiting);
    waiting = null;
    run.textContent = "Run";
    said.removeAttribute("aria-live");
  }
  function begin() {
    stop();
    if (!form.reportValidity()) return false;
    const given = Object.fromEntries(CONTROLS.map(([name]) => [name, Number(inputs[name].value)]));
    model = BaldwinNeedle.model({ ...settings, ...given });
    last = given.generations;
    expected = BaldwinNeedleTheory.expected(model, Math.min(last, FORESEEN));
    population = BaldwinNeedle.founders(model);
    rows = [population.found];
    show();
    return true;
  }
  function show() {
    for (const one of plots) one.draw(rows, last, expected);
    const now = rows.at(-1), percent = (share) => `${(100 * share).toFixed(1)} %`;
    said.textContent = `Generation ${now.generation} of ${last}: ${percent(now.correct)} correct, ` +
      (settings.binary ? "" : `${percent(now.plastic)} plastic, `) + `${percent(now.wrong)} wrong alleles; ` +
      `${now.successes} of ${model.size} find the needle, ${now.assimilated} of them without learning.`;
  }
  function advance() {
    if (rows.at(-1).generation >= last) return stop();
    population = BaldwinNeedle.next(population, model);
    rows.push(population.found);
    show();
    return rows.at(-1).generation >= last ? stop() : undefined;
  }
  function play() {
    said.setAttribute("aria-live", "off"); // a screen reader could not keep up
    run.textContent = "Pause";
    const turn = () => {
      waiting = requestAnimationFrame(turn);
      advance();
    };
    waiting = requestAnimationFrame(turn);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (waiting !== null) return stop();
    if ((model === null || rows.at(-1).generation >= last) && !begin()) return undefined;
    return play();
  });
  step.addEventListener("click", () => {
    stop();
    if (model !== null || begin()) advance();
  });
  again.addEventListener("click", begin);
  for (const input of Object.values(inputs)) input.addEventListener("change", begin);
  begin();
})();
