"use strict";
// The page's controls are ordinary inputs; each sets a signal in every drawing that has one of that name.
(() => {
  const payload = JSON.parse(document.getElementById("payload").textContent);
  const state = { ...payload.state };
  for (const input of document.querySelectorAll("input[data-signal]:not([data-value])")) state[input.dataset.signal] = input.checked;
  for (const choice of document.querySelectorAll("select[data-signal]"))
    state[choice.dataset.signal] = "number" in choice.dataset ? Number(choice.value) : choice.value;
  const views = [];
  const select = (query, root = document) => Array.from(root.querySelectorAll(query));

  const rows = (given) => {
    const table = typeof given === "string" ? payload.shared[given] : given;
    const names = Object.keys(table);
    const count = names.length ? table[names[0]].length : 0;
    return Array.from({ length: count }, (_, i) => Object.fromEntries(names.map((name) => [name, table[name][i]])));
  };

  // Drawings -----------------------------------------------------------------------------------------------------
  async function show(panel) {
    const place = document.getElementById(panel.id);
    const datasets = Object.fromEntries(Object.entries(panel.tables).map(([name, table]) => [name, rows(table)]));
    const options = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, logLevel: 1, tooltip: { theme: "custom" } };
    const result = await vegaEmbed(place, { ...panel.spec, datasets }, options);
    const svg = place.querySelector("svg");
    if (svg) svg.setAttribute("aria-label", panel.label);
    const names = panel.signals;
    views.push({ id: panel.id, view: result.view, names });
    for (const name of names) if (name in state) result.view.signal(name, state[name]);
    await result.view.runAsync();
    if (names.includes("generation") && panel.timed) {
      result.view.addEventListener("click", (event) => {
        const padding = result.view.padding();
        const left = svg.getBoundingClientRect().left + result.view.origin()[0] + (padding.left ?? padding);
        const x = result.view.scale("x").invert(event.clientX - left);
        if (Number.isFinite(x)) setFrame(nearest(payload.frames, x));
      });
    }
  }

  const nearest = (values, wanted) =>
    values.reduce((best, value, i) => (Math.abs(value - wanted) < Math.abs(values[best] - wanted) ? i : best), 0);

  // Signals that one input sets together are drawn at once.
  async function set(changed) {
    Object.assign(state, changed);
    for (const part of select("[data-when]")) part.hidden = !state[part.dataset.when];
    readout();
    held();
    const names = Object.keys(changed);
    const shown = views.filter((one) => one.names.some((name) => names.includes(name)) || misfit(one));
    await Promise.all(shown.map((one) => {
      for (const name of names) if (one.names.includes(name)) one.view.signal(name, changed[name]);
      if (misfit(one)) one.view.width(room(one));
      return one.view.runAsync();
    }));
  }

  // A drawing that was hidden while the window changed has the width of then, or none.
  const room = (one) => one.view.container().clientWidth;
  const misfit = (one) => room(one) > 0 && one.view.width() !== room(one);

  // What the chosen generation holds, in words ---------------------------------------------------------------------
  const slider = document.getElementById("generation");
  function readout() {
    const place = document.getElementById("readout");
    if (!place || !slider) return;
    const words = (payload.readout[state.arm] || [])[Number(slider.value)];
    place.textContent = words || "";
  }

  // What the drawings of a figure answer to, or one of them.
  const signalsOf = (chart, id) =>
    new Set(payload.panels.filter((one) => one.chart === chart && (!id || one.id === id)).flatMap((one) => one.signals));

  // Arms of a figure that show another generation than the one chosen: they have ended, or were not assayed there.
  function held() {
    if (!slider) return;
    const frame = payload.frames[Number(slider.value)];
    for (const place of select("[data-held]")) {
      const names = signalsOf(place.dataset.held);
      const arms = names.has("assayed") ? (names.has("arms") ? state.arms : [state.arm]) : [];
      const words = arms.filter((arm) => state.assayed[arm] !== frame).map((arm) => {
        const at = state.assayed[arm].toLocaleString("en"), last = payload.ends[arm];
        if (frame <= last) return `${payload.arms[arm]}: as assayed at generation ${at}`;
        return `${payload.arms[arm]} ended at generation ${last.toLocaleString("en")}; its last state is shown`;
      });
      place.textContent = words.map((one) => `${one}.`).join(" ");
      place.hidden = !words.length;
    }
  }

  // Where there are no controls, on paper and in saved pictures, a key tells what they say: texts, some with a colour.
  function keyOf(chart, id) {
    const names = signalsOf(chart, id);
    const drawn = select(`#figure-${chart} .role-legend-label text`).map((one) => one.textContent);
    const told = names.has("generation") && slider ? [{ text: `generation ${document.getElementById("generation-now").textContent}` }] : [];
    for (const input of select("[data-signal]").filter((one) => names.has(one.dataset.signal))) {
      const label = input.closest("label"), colour = label.querySelector(".key")?.style.getPropertyValue("--c");
      if (input.tagName === "SELECT") told.push({ text: `${label.firstChild.textContent}: ${input.selectedOptions[0].textContent}` });
      else if (input.checked && colour && !drawn.includes(label.textContent)) told.push({ text: label.textContent, colour });
    }
    return told;
  }

  function setFrame(i) {
    if (!slider) return;
    slider.value = String(i);
    const generation = payload.frames[i];
    slider.setAttribute("aria-valuetext", `generation ${generation}`);
    document.getElementById("generation-now").textContent = `${generation.toLocaleString("en")} of ${payload.last.toLocaleString("en")}`;
    return set({ generation, assayed: payload.assayed.map((own) => own[i] ?? null) });
  }

  // Controls -----------------------------------------------------------------------------------------------------
  let playing = null;
  function stop() {
    clearInterval(playing);
    playing = null;
    const button = document.getElementById("play");
    if (button) button.textContent = "Play";
    document.getElementById("readout").setAttribute("aria-live", "polite");
  }
  function play() {
    if (playing) return stop();
    if (Number(slider.value) >= payload.frames.length - 1) setFrame(0);
    document.getElementById("play").textContent = "Pause";
    document.getElementById("readout").setAttribute("aria-live", "off"); // a screen reader could not keep up
    playing = setInterval(() => {
      const next = Number(slider.value) + 1;
      if (next >= payload.frames.length) return stop();
      setFrame(next);
    }, Math.max(60, Math.min(300, 6000 / payload.frames.length)));
  }
  if (slider) {
    slider.addEventListener("input", () => { stop(); setFrame(Number(slider.value)); });
    document.getElementById("play").addEventListener("click", play);
  }
  for (const input of select("input[type=checkbox][data-signal]")) {
    input.addEventListener("change", () => {
      const name = input.dataset.signal;
      if (input.dataset.value === undefined) return set({ [name]: input.checked });
      const kept = select(`input[data-signal="${name}"]`).filter((one) => one.checked);
      set({ [name]: kept.map((one) => Number(one.dataset.value)) });
    });
  }
  for (const choice of select("select[data-signal]")) {
    const value = () => ("number" in choice.dataset ? Number(choice.value) : choice.value);
    choice.addEventListener("change", () => set({ [choice.dataset.signal]: value() }));
  }

  // Files --------------------------------------------------------------------------------------------------------
  function save(name, type, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
  const cell = (value) => {
    if (value === null || value === undefined) return "";
    const text = Array.isArray(value) ? JSON.stringify(value) : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  function csv(tables) {
    const several = Object.keys(tables).length > 1;
    const whole = (table) => (typeof table === "string" ? payload.shared[table] : table);
    const names = [...new Set(Object.values(tables).flatMap((table) => Object.keys(whole(table))))];
    const lines = [[...(several ? ["table"] : []), ...names]];
    for (const [title, table] of Object.entries(tables)) {
      for (const row of rows(table)) {
        if (typeof row.arm === "number" && payload.arms[row.arm]) row.arm = payload.arms[row.arm];
        lines.push([...(several ? [title] : []), ...names.map((name) => row[name])]);
      }
    }
    return lines.map((line) => line.map(cell).join(",")).join("\n") + "\n";
  }
  const tablesOf = (chart) => {
    const found = {};
    payload.panels.filter((one) => one.chart === chart).forEach((one, i) => {
      for (const [name, table] of Object.entries(one.tables)) {
        if (found[name] !== table) found[name in found ? `${name} ${i + 1}` : name] = table;
      }
    });
    return found;
  };
  for (const button of select("button[data-csv]")) {
    button.addEventListener("click", () => {
      const name = button.dataset.csv;
      save(`${name}.csv`, "text/csv", csv(payload.tables[name] ? { [name]: payload.tables[name] } : tablesOf(name)));
    });
  }
  for (const button of select("button[data-text]")) {
    button.addEventListener("click", () => save(button.dataset.name, "text/plain", document.getElementById(button.dataset.text).textContent));
  }
  const light = document.querySelector("style").sheet.cssRules[0].style; // colours of paper, whatever the page shows
  // A drawing as a file that stands alone: its title above, its key below, in light colours on their ground.
  async function picture(chart, { id, view }) {
    const svg = new DOMParser().parseFromString(await view.toSVG(), "image/svg+xml").documentElement;
    const put = (name, attributes, text = "") => {
      const part = document.createElementNS(svg.namespaceURI, name);
      for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
      part.textContent = text;
      return part;
    };
    const write = (x, y, text) => put("text", { x, y, "font-family": "system-ui, sans-serif", "font-size": 12, fill: "var(--ink)" }, text);
    const title = [`#figure-${chart} h3`, `.panel:has(#${id}) h4`].map((one) => document.querySelector(one)?.textContent);
    const held = document.querySelector(`[data-held="${chart}"]`)?.textContent;
    const key = [...keyOf(chart, id), ...(held ? [{ text: held }] : [])];
    const longest = Math.max(...key.map(({ text }) => text.length));
    const width = Math.max(Number(svg.getAttribute("width")), 48 + 7 * longest), below = Number(svg.getAttribute("height"));
    const line = 18, above = 26;
    const height = above + below + line * key.length + 8;
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 ${-above} ${width} ${height}` })) svg.setAttribute(name, value);
    svg.prepend(put("rect", { y: -above, width, height, fill: "var(--paper)" }), write(8, -9, title.filter(Boolean).join(": ")));
    key.forEach(({ text, colour }, i) => {
      const y = below + line * (i + 1) - 4;
      if (colour) svg.append(put("path", { d: `M8 ${y - 4}h24`, stroke: colour, "stroke-width": 3 }));
      svg.append(write(colour ? 40 : 8, y, text));
    });
    const text = new XMLSerializer().serializeToString(svg);
    return text.replace(/var\((--[\w-]+)\)/g, (_, name) => light.getPropertyValue(name).trim());
  }
  for (const button of select("button[data-svg]")) {
    button.addEventListener("click", async () => {
      const chart = button.dataset.svg;
      const shown = views.filter((one) => one.id.startsWith(`${chart}-`) && document.getElementById(one.id).offsetParent);
      for (const one of shown) save(`${one.id}.svg`, "image/svg+xml", await picture(chart, one));
    });
  }
  for (const button of select("button[data-copy]")) {
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy).textContent;
      try { await navigator.clipboard.writeText(text); button.textContent = "Copied"; }
      catch { getSelection().selectAllChildren(document.getElementById(button.dataset.copy)); }
    });
  }

  // Verdicts -----------------------------------------------------------------------------------------------------
  const wanted = document.getElementById("verdicts");
  if (wanted) wanted.addEventListener("change", () => {
    for (const claim of select("[data-verdict]")) claim.hidden = wanted.value !== "all" && claim.dataset.verdict !== wanted.value;
  });

  // A page that prints shows its tables and files, and says what was chosen; drawings keep their size and are scaled.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = select("details:not([open], .screen-only)");
    for (const one of unfolded) one.open = true;
    for (const place of select("[data-key]")) {
      place.replaceChildren(...keyOf(place.dataset.key).map(({ text, colour }) => {
        const part = document.createElement("span"), key = document.createElement("span");
        key.className = "key";
        key.style.setProperty("--c", colour ?? "");
        part.append(...(colour ? [key] : []), text);
        return part;
      }));
    }
  });
  addEventListener("afterprint", () => { for (const one of unfolded) one.open = false; });

  // Ready --------------------------------------------------------------------------------------------------------
  document.documentElement.dataset.script = "on";
  Promise.all(payload.panels.map(show))
    .then(() => (payload.frames.length ? setFrame(payload.frames.length - 1) : set({ arm: state.arm })))
    .then(() => { document.documentElement.dataset.ready = "yes"; });
})();
