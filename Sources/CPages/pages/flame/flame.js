// Flame graphs: of a profile, turned over, around one function, of a comparison, or with a label on top.

import { choice, h, replace, searchField } from "../shell/dom.js";
import { sourcesOf } from "../shell/sources.js";
import { Latest, download, getColumns, getJSON, isAborted, save } from "../shell/api.js";
import { percent, value } from "../shell/format.js";
import { FlameChart } from "./chart.js";
import { Branch, FunctionTable } from "./side.js";

/** @typedef {import("../shell/views.js").Context} Context */

/** What has stacks, profiles first. @param {import("../shell/views.js").OpenDocument} document */
function profiles(document) {
  return [...sourcesOf(document, "profile"), ...sourcesOf(document, "trace", "activity")];
}

/** What stacks of traces and of system activity are of. */
const kinds = /** @type {Record<string, string[][]>} */ ({
  trace: [["cpu", "CPU samples"], ["wait", "Waits"], ["sched", "Waits for a processor"], ["syscall", "System calls"]],
  activity: [["cpu", "System calls"], ["wait", "Waits"]],
});

/** What of the address decides which stacks are drawn. */
const choices = ["base", "type", "function", "label", "focus", "ignore", "tags", "lines", "from", "to", "kind", "eq", "erules"];

/** @type {import("../shell/views.js").View} */
export const flame = {
  name: "flame",
  title: "Flame graph",
  has: (document) => profiles(document).length > 0,
  open: (place, context) => new Flame(place, context),
};

class Flame {
  #context;
  #parameters;
  #toolbar = h("div", { class: "toolbar" });
  #charts = h("div", { class: "pane flame-charts" });
  #side = h("div", { class: "pane side" });
  #about = h("p", { class: "about-line" });
  /** @type {any} */
  #facts = null;
  /** @type {{direction: string, chart: FlameChart, latest: Latest}[]} */
  #shown = [];
  /** @type {FunctionTable | null} */
  #table = null;
  /** @type {Branch | null} */
  #branch = null;
  #comparable = /** @type {{value: string, text: string}[]} */ ([]);

  /** @param {HTMLElement} place @param {Context} context */
  constructor(place, context) {
    this.#context = context;
    this.#parameters = context.parameters;
    place.append(this.#toolbar, this.#about, h("div", { class: "panes" }, this.#charts, this.#side));
    this.#begin();
  }

  keys = [
    { keys: ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"], does: "select a frame (in the drawing)" },
    { keys: ["Enter"], does: "zoom into the selected frame (in the drawing)" },
    { keys: ["Escape", "Backspace"], does: "zoom out", run: () => this.#zoomOut() },
    { keys: ["i"], does: "turn over: innermost functions on top", run: () => this.#change({
      direction: this.#get("direction") === "inverted" ? null : "inverted", function: null, root: null, node: null,
    }) },
    { keys: ["f"], does: "callers and callees of the selected function", run: () => this.#around() },
    { keys: ["o"], does: "only stacks with the selected function", run: () => this.#filter("focus") },
    { keys: ["x"], does: "without stacks with the selected function", run: () => this.#filter("ignore") },
    { keys: ["n"], does: "next match", run: () => this.#match(1) },
    { keys: ["p"], does: "match before", run: () => this.#match(-1) },
    { keys: ["v"], does: "beside the drawing: functions, or the way to the frame",
      run: () => this.#change({ side: this.#get("side") === "branch" ? null : "branch" }) },
  ];

  exports = [
    { text: "Picture (PNG)", run: async () => save(await this.#shown[0].chart.png(), "flame.png") },
    ...[["Whole drawing (SVG)", "svg"], ["Whole drawing as a page (HTML)", "html"], ["Table (CSV)", "csv"], ["pprof", "pb.gz"],
      ["Folded stacks", "folded"], ["Speedscope", "speedscope.json"], ["Chrome, Perfetto", "chrome.json"],
      ["Firefox", "firefox.json"]].map(([text, form]) => ({
      text, run: () => download(`${this.#context.path}/export/${form}`,
        { ...this.#query(this.#directions[0]), q: this.#get("q") },
        form === "svg" || form === "html" ? `flame.${form}` : `profile.${form}`),
    })),
  ];

  /** @param {URLSearchParams} parameters */
  update(parameters) {
    const before = this.#parameters;
    this.#parameters = parameters;
    const changed = (/** @type {string[]} */ ...names) => names.some((name) => before.get(name) !== parameters.get(name));
    if (changed("source", "base", "from", "to", "kind", "eq", "erules")) return void this.#begin();
    this.#drawToolbar();
    if (changed("direction", ...choices) || this.#isBroken) return this.#open();
    if (changed("root", "q")) this.#loadCharts();
    if (changed("q", "order", "descending")) this.#openSide();
    else if (changed("side", "node")) this.#openSide();
  }

  close() {
    for (const { chart, latest } of this.#shown) {
      latest.cancel();
      chart.close();
    }
    this.#table?.close();
  }

  /** @param {string} name */
  #get(name) { return this.#parameters.get(name) ?? ""; }

  /** @param {Record<string, any>} change */
  #change(change) { this.#context.set(change); }

  get #source() {
    const sources = profiles(this.#context.document);
    const wanted = Number(this.#get("source") || NaN);
    return (sources.find((source) => source.number === wanted) ?? sources[0]).number;
  }

  get #kind() { return this.#context.document.sources?.[this.#source]?.kind ?? ""; }

  get #directions() {
    return this.#get("function") ? ["callers", "callees"] : [this.#get("direction") || "down"];
  }

  /** What the server is to draw. @param {string} direction */
  #query(direction) {
    const query = /** @type {Record<string, any>} */ ({ source: this.#source, direction });
    for (const name of choices) query[name] = this.#get(name);
    return query;
  }

  async #begin() {
    try {
      this.#context.say("Reading the profile …");
      this.#open();
      this.#facts = await getJSON(`${this.#context.path}/facts`, this.#query("down"));
      const { documents } = await getJSON("/api/documents");
      this.#comparable = documents.flatMap((/** @type {any} */ each) => sourcesOf(each, this.#kind).map((source) => ({
        value: `${each.id}.${source.number}`,
        text: each.id === this.#context.document.id || each.title === source.name ? source.name : `${each.title}: ${source.name}`,
      }))).filter((/** @type {any} */ each) => each.value !== `${this.#context.document.id}.${this.#source}`);
      this.#context.say("");
      this.#drawToolbar();
      for (const { rows } of this.#shown.map((each) => each.chart)) if (rows) this.#tell(rows.head);
    } catch (error) {
      this.#context.fail(error);
      replace(this.#charts, h("p", { class: "problem" }, error instanceof Error ? error.message : String(error)));
    }
  }

  #drawToolbar() {
    if (!this.#facts) return;
    const sources = profiles(this.#context.document);
    const focused = document.activeElement?.id;
    replace(this.#toolbar,
      choice({ label: "Profile", value: String(this.#source), isHidden: sources.length < 2,
        options: sources.map((source) => ({ value: String(source.number), text: source.name })),
        changed: (source) => this.#change({ source, root: null, node: null,
          ...Object.fromEntries(choices.map((name) => [name, null])) }) }),
      choice({ label: "Stacks of", value: this.#get("kind") || "cpu", isHidden: !kinds[this.#kind],
        options: (kinds[this.#kind] ?? []).map(([name, text]) => ({ value: name, text })),
        changed: (kind) => this.#change({ kind: kind === "cpu" ? null : kind, type: null, root: null, node: null }) }),
      this.#get("from") || this.#get("to") ? h("button", { type: "button",
        onclick: () => this.#change({ from: null, to: null, root: null, node: null }) }, "Whole trace") : null,
      this.#get("eq") || this.#get("erules") ? h("button", { type: "button",
        onclick: () => this.#change({ eq: null, erules: null, root: null, node: null }) }, "All events") : null,
      choice({ label: "Values", value: this.#get("type") || this.#facts.standard, isHidden: this.#facts.types.length < 2,
        options: this.#facts.types.map((/** @type {any} */ type) => ({ value: type.type, text: type.type })),
        changed: (type) => this.#change({ type, root: null, node: null }) }),
      choice({ label: "Direction", value: this.#get("function") ? "function" : this.#get("direction") || "down",
        options: [{ value: "down", text: "Callers on top" }, { value: "inverted", text: "Innermost on top" },
          ...this.#get("function") ? [{ value: "function", text: "Around a function" }] : []],
        changed: (direction) => this.#change({ direction: direction === "down" ? null : direction, function: null, root: null, node: null }) }),
      choice({ label: "By label", value: this.#get("label"), isHidden: this.#facts.labels.length === 0,
        options: [{ value: "", text: "No label on top" }, ...this.#facts.labels.map((/** @type {string} */ key) => ({ value: key, text: `By ${key}` }))],
        changed: (label) => this.#change({ label, root: null, node: null }) }),
      choice({ label: "Compare with", value: this.#get("base"), isHidden: this.#comparable.length === 0,
        options: [{ value: "", text: "No comparison" }, ...this.#comparable.map((each) => ({ ...each, text: `Since ${each.text}` }))],
        changed: (base) => this.#change({ base, root: null, node: null }) }),
      searchField({ label: "Search", id: "flame-search", value: this.#get("q"), placeholder: "Search: text or /re/",
        changed: (q) => this.#change({ q }) }),
      h("label", null, h("input", { type: "checkbox", checked: this.#get("lines") === "1",
        onchange: () => this.#change({ lines: this.#get("lines") !== "1", root: null, node: null }) }), "Lines"),
      this.#filters(),
      this.#get("function") || this.#get("root") ? h("button", { type: "button", onclick: () => this.#zoomOut() }, "Zoom out") : null);
    if (focused) document.getElementById(focused)?.focus();
  }

  #hasFilters = false;

  /** pprof's own conditions on stacks; out of the way until somebody wants them. */
  #filters() {
    const fields = [["focus", "Only stacks with", "Only stacks with: regex"], ["ignore", "Without stacks with", "Without: regex"],
      ["tags", "Only labels", "Labels: key=regex or 1kb:2mb"]];
    this.#hasFilters ||= fields.some(([name]) => this.#get(name));
    if (!this.#hasFilters) {
      return h("button", { type: "button", onclick: () => {
        this.#hasFilters = true;
        this.#drawToolbar();
        document.getElementById("flame-focus")?.focus();
      } }, "Filter …");
    }
    return fields.map(([name, label, placeholder]) => searchField({ label, placeholder, id: `flame-${name}`,
      value: this.#get(name), changed: (text) => this.#change({ [name]: text, root: null, node: null }) }));
  }

  /** Stacks with the selected function, or those without it. @param {"focus" | "ignore"} name */
  #filter(name) {
    const selected = this.#selectedName();
    if (selected) this.#change({ [name]: `^${selected.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")}$`, root: null, node: null });
  }

  /** Opens the drawings for what the address says. */
  #open() {
    this.close();
    this.#isBroken = false;
    const labels = /** @type {Record<string, string>} */ ({
      callers: `Callers of ${this.#get("function")}`, callees: `What ${this.#get("function")} calls`,
      inverted: "Flame graph, innermost functions on top", down: "Flame graph, callers on top",
    });
    this.#shown = this.#directions.map((direction) => {
      const number = direction;
      const chart = new FlameChart({
        label: `${labels[direction]}; the way to the selected frame stands beside it`, growsUp: direction === "callers",
        zoom: (node) => this.#zoom(number, node), select: (cell) => this.#selected(number, cell),
        resized: () => this.#resized(), keyed: (event) => this.#key(number, event),
      });
      return { direction, chart, latest: new Latest() };
    });
    const hadFocus = this.#charts.contains(document.activeElement);
    replace(this.#charts, this.#shown.flatMap(({ direction, chart }) => this.#shown.length > 1
      ? [h("h2", { class: "flame-title" }, labels[direction]), chart.element] : [chart.element]));
    if (hadFocus) this.#shown[0].chart.focus();
    const drawn = this.#loadCharts();
    this.#openSide(drawn);
  }

  #timer = 0;
  #resized() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#loadCharts(), 120);
  }

  #loadCharts() { return Promise.all(this.#shown.map((each) => this.#loadChart(each))); }

  /** @param {{direction: string, chart: FlameChart, latest: Latest}} shown */
  async #loadChart({ direction, chart, latest }) {
    try {
      const root = this.#shown.length > 1 ? 0 : this.#get("root");
      const rows = await latest.run((signal) => getColumns(`${this.#context.path}/rows`,
        { ...this.#query(direction), root, pixels: chart.pixels, q: this.#get("q") }, signal));
      if (!rows) return;
      chart.show(rows, this.#get("node") ? Number(this.#get("node")) : undefined);
      this.#drawnRoot = root;
      if (this.#isZoomingOut) this.#zoomOut();
      if (direction !== "callers") this.#tell(rows.head);
    } catch (error) {
      this.#context.fail(error);
      if (isAborted(error) || chart.rows) return;
      // Nothing is drawn, so there is room for why, and for the way out.
      this.#isBroken = true;
      replace(this.#charts, h("p", { class: "problem" }, error instanceof Error ? error.message : String(error)),
        h("p", null, h("a", { href: `${location.pathname}?source=${this.#source}` }, "The whole profile")));
    }
  }

  /** @param {any} head */
  #tell(head) {
    if (!this.#facts) return;
    const whole = value(head.total, head.unit);
    const isPart = !head.isComparison && head.width < head.total;
    const parts = [`${head.type} ${isPart ? `${value(head.width, head.unit)} of ` : ""}${whole}`];
    if (this.#facts.durationNanoseconds > 0 && !head.isComparison) parts.push(`in ${value(this.#facts.durationNanoseconds, "nanoseconds")}`);
    parts.push(head.nodes > 1 ? `${head.nodes - 1} frames`
      : this.#get("function") ? `no stack has ${this.#get("function")}` : "no stack is left of the profile: it has none, or the filters leave none");
    if (head.leftOut) parts.push(`${head.leftOut} of the narrowest branches left out`);
    if (head.isCut) parts.push("deeper rows are not shown: zoom in");
    if (head.found !== undefined) {
      parts.push(`“${this.#get("q")}” is in ${percent(head.found / Math.max(head.width, 1))}, ${head.foundNames} names`);
    }
    parts.push(...head.remarks);
    const grave = this.#facts.quality.filter((/** @type {any} */ counter) => counter.severity !== "info");
    replace(this.#about, parts.join(" · "), grave.length ? h("strong", null, ` · ${grave.map((/** @type {any} */ each) =>
      `${each.value} ${each.explanation}`).join("; ")}`) : null,
      head.isComparison ? " · red and + is more, green and − is less, hatched may be chance" : null);
  }

  /** @param {Promise<any>} [first] what is looked at first: both at once would only be slower */
  #openSide(first = Promise.resolve()) {
    const path = this.#context.path;
    const direction = this.#directions[this.#directions.length - 1];
    const query = () => ({ ...this.#query(direction) });
    this.#table?.close();
    this.#table = null;
    this.#branch = null;
    const side = this.#get("side") === "branch" ? "branch" : "table";
    const tabs = h("div", { class: "tabs", role: "group", "aria-label": "Beside the drawing" }, [["table", "Functions"], ["branch", "Way to the frame"]]
      .map(([name, text]) => h("button", { type: "button", "aria-pressed": String(side === name), onclick: () =>
        this.#change({ side: name === "table" ? null : name }) }, text)));
    if (side === "table") {
      const order = { column: this.#get("order") || "flat", descending: this.#get("descending") !== "0" };
      this.#table = new FunctionTable({
        path, order, query: () => ({ ...query(), q: this.#get("q") }), fail: this.#context.fail,
        sorted: (column, descending) => this.#change({ order: column, descending: descending ? null : "0" }),
        chosen: (name) => this.#change({ function: name, root: null, node: null }),
      });
      replace(this.#side, tabs, this.#table.element,
        h("p", { class: "faint" }, "Enter or a double click: callers and callees of the function."));
      const table = this.#table;
      first.then(() => { if (table === this.#table) table.load(); });
    } else {
      this.#branch = new Branch({ path, query, fail: this.#context.fail, chosen: (node) => this.#zoom(direction, node) });
      replace(this.#side, tabs, this.#branch.element);
      this.#branch.load(Number(this.#get("node") || this.#get("root") || 0));
    }
  }

  /** @param {string} direction @param {number} node */
  #zoom(direction, node) {
    if (this.#shown.length > 1) {
      const shown = this.#shown.find((each) => each.direction === direction);
      const rows = shown?.chart.rows;
      const cell = rows ? rows.columns.node.indexOf(node) : -1;
      const name = rows && cell >= 0 ? rows.head.names[rows.columns.name[cell]] : "";
      if (name && name !== this.#get("function")) this.#change({ function: name, root: null, node: null });
      return;
    }
    this.#change({ root: node || null, node: node || null });
  }

  /** Whether it is said instead of drawn what is wrong. */
  #isBroken = false;

  /** Only the drawing of a frame knows what is above it: who is quicker waits for it. */
  #isZoomingOut = false;
  /** @type {string | number} */
  #drawnRoot = "";

  #zoomOut() {
    this.#isZoomingOut = this.#shown.length === 1 && this.#drawnRoot !== this.#get("root");
    if (this.#isZoomingOut) return;
    if (this.#get("function")) return this.#change({ function: null, root: null, node: null });
    const above = this.#shown[0]?.chart.rows?.head.above ?? [];
    if (above.length) this.#change({ root: above[above.length - 1].node || null });
  }

  /** @param {string} direction @param {number} cell */
  #selected(direction, cell) {
    const chart = this.#shown.find((each) => each.direction === direction)?.chart;
    if (!chart?.rows) return;
    this.#context.say(chart.describe(cell));
    if (this.#shown.length === 1 && chart.rows.columns.joined[cell] === 0) {
      const node = chart.rows.columns.node[cell];
      this.#context.set({ node: node || null }, true);
    }
  }

  #selectedName() {
    const { chart } = this.#shown[0] ?? {};
    if (!chart?.rows || chart.selected < 0) {
      this.#context.say("Select a frame first.");
      return "";
    }
    return chart.rows.head.names[chart.rows.columns.name[chart.selected]];
  }

  #around() {
    const name = this.#selectedName();
    if (name) this.#change({ function: name, root: null, node: null });
  }

  /** @param {number} step */
  #match(step) {
    const { chart } = this.#shown[0] ?? {};
    const cell = chart?.match(step) ?? -1;
    if (cell >= 0) chart?.select(cell);
  }

  /** @param {string} direction @param {KeyboardEvent} event */
  #key(direction, event) {
    const chart = this.#shown.find((each) => each.direction === direction)?.chart;
    if (!chart?.rows || event.ctrlKey || event.metaKey || event.altKey) return;
    const directions = /** @type {Record<string, "up" | "down" | "left" | "right">} */ ({
      ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right",
    });
    if (event.key in directions) {
      event.preventDefault();
      chart.select(chart.selected < 0 ? 0 : chart.neighbour(directions[event.key]));
    } else if (event.key === "Enter" && chart.selected >= 0 && chart.rows.columns.joined[chart.selected] === 0) {
      event.preventDefault();
      this.#zoom(direction, chart.rows.columns.node[chart.selected]);
    }
  }
}
