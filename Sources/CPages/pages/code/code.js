// Source with what a profile and the compiler say of its lines, and the machine code beside it.

import { choice, h, replace, searchField } from "../shell/dom.js";
import { getJSON, save, isAborted } from "../shell/api.js";
import { Grid } from "../shell/grid.js";
import { percent, shortFunction, shortPath, size, value } from "../shell/format.js";

/** @typedef {import("../shell/views.js").Context} Context */
/** @typedef {{kind: string, text: string}} Note */
/** @typedef {{line: number, text: string, flat?: number, cum?: number, notes?: Note[]}} SourceLine */
/** @typedef {{function: string, file: string, line: number}} Place */
/** @typedef {{address: string, text: string, line: number, flat?: number, cum?: number, places?: Place[]}} Instruction */

const kinds = ["profile", "executable", "compiler"];

/** @type {import("../shell/views.js").View} */
export const code = {
  name: "code",
  title: "Code",
  has: (document) => (document.sources ?? []).some((source) => kinds.includes(source.kind)),
  open: (place, context) => new Code(place, context),
};

class Code {
  #context;
  #parameters;
  #asking = new AbortController();
  #toolbar = h("div", { class: "toolbar" });
  #about = h("p", { class: "about-line" });
  #list = h("div", { class: "pane code-functions" });
  #source = h("div", { class: "pane code-source" });
  #assembly = h("div", { class: "pane code-assembly" });
  #details = h("div", { class: "code-details", role: "status" });
  /** @type {any} */
  #listing = null;
  /** @type {Grid<SourceLine> | null} */
  #sourceGrid = null;
  /** @type {Grid<Instruction> | null} */
  #assemblyGrid = null;
  /** @type {Grid<any> | null} */
  #functionGrid = null;
  #line = 0;

  /** @param {HTMLElement} place @param {Context} context */
  constructor(place, context) {
    this.#context = context;
    this.#parameters = context.parameters;
    place.append(this.#toolbar, this.#about,
      h("div", { class: "panes" }, this.#list, this.#source, this.#assembly), this.#details);
    this.#openFunctions();
    this.#load();
  }

  keys = [
    { keys: ["ArrowUp", "ArrowDown"], does: "another line (in a table)" },
    { keys: ["Enter"], does: "show the function (in the list of functions)" },
    { keys: ["n"], does: "next line with a value or a decision", run: () => this.#hot(1) },
    { keys: ["p"], does: "line before with a value or a decision", run: () => this.#hot(-1) },
    { keys: ["h"], does: "the line with the largest value", run: () => this.#hottest() },
    { keys: ["s"], does: "next syntax of instructions", run: () => {
      const all = ["go", "intel", "gnu"];
      this.#context.set({ syntax: all[(all.indexOf(this.#get("syntax") || "go") + 1) % all.length] });
    } },
  ];

  exports = [
    { text: "Source with values (CSV)", run: () => this.#saveSource() },
    { text: "Instructions (CSV)", run: () => this.#saveAssembly() },
  ];

  /** @param {URLSearchParams} parameters */
  update(parameters) {
    const before = this.#parameters;
    this.#parameters = parameters;
    const changed = (/** @type {string[]} */ ...names) => names.some((name) => before.get(name) !== parameters.get(name));
    if (changed("source", "type", "q")) this.#openFunctions();
    if (changed("function", "syntax", "source", "type")) this.#load();
    else if (changed("line")) this.#goToLine(Number(this.#get("line")));
  }

  close() {
    this.#asking.abort();
    for (const grid of [this.#sourceGrid, this.#assemblyGrid, this.#functionGrid]) grid?.close();
  }

  /** @param {string} name */
  #get(name) { return this.#parameters.get(name) ?? ""; }

  #query() { return { source: this.#get("source"), type: this.#get("type") }; }

  #drawToolbar() {
    const sources = (this.#context.document.sources ?? []).map((source, number) => ({ ...source, number }))
      .filter((source) => source.kind === "profile");
    const focused = document.activeElement?.id;
    replace(this.#toolbar,
      choice({ label: "Profile", value: this.#get("source"), isHidden: sources.length < 2,
        options: sources.map((source) => ({ value: String(source.number), text: source.name })),
        changed: (source) => this.#context.set({ source, type: null }) }),
      searchField({ label: "Search functions", id: "code-search", value: this.#get("q"), placeholder: "Search functions",
        changed: (q) => this.#context.set({ q }) }),
      choice({ label: "Syntax of instructions", value: this.#get("syntax") || "go",
        options: [["go", "Go syntax"], ["intel", "Intel syntax"], ["gnu", "GNU syntax"]].map(([name, text]) => ({ value: name, text })),
        changed: (syntax) => this.#context.set({ syntax: syntax === "go" ? null : syntax }) }));
    if (focused) document.getElementById(focused)?.focus();
  }

  async #openFunctions() {
    this.#drawToolbar();
    const query = { ...this.#query(), q: this.#get("q") };
    const path = `${this.#context.path}/functions`;
    try {
      const first = await getJSON(path, { ...query, from: 0, to: 1 }, this.#asking.signal);
      this.#functionGrid?.close();
      const hasValues = first.total > 0;
      const grid = this.#functionGrid = new Grid({
        label: "Functions",
        columns: [
          { id: "value", title: hasValues ? "Itself" : "Code", width: "5.5rem", isNumber: true,
            cell: (row) => hasValues ? (row.flat ? value(row.flat, first.unit) : "") : row.size ? size(row.size) : "" },
          { id: "name", title: `${first.count} functions`, width: "minmax(8rem, 1fr)", hint: (row) => row.name,
            cell: (row) => shortFunction(row.name) },
        ],
        rows: async (from, to, signal) => (await getJSON(path, { ...query, from, to }, signal)).rows,
        activated: (row) => this.#context.set({ function: row.name, line: null }),
        rowClass: (row) => row.name === this.#listing?.function ? "marked" : "",
      });
      replace(this.#list, grid.element);
      grid.reset(first.count);
    } catch (error) {
      this.#context.fail(error);
    }
  }

  async #load() {
    this.#context.say("Reading code …");
    try {
      const listing = await getJSON(`${this.#context.path}/listing`,
        { ...this.#query(), function: this.#get("function"), syntax: this.#get("syntax") }, this.#asking.signal);
      this.#listing = listing;
      this.#context.say("");
      this.#draw();
    } catch (error) {
      if (isAborted(error)) return;
      replace(this.#source, h("p", { class: "problem" }, error instanceof Error ? error.message : String(error)));
      replace(this.#assembly);
      this.#context.say("");
    }
  }

  #draw() {
    const { file, source, assembly, problems, unit, total, type } = this.#listing;
    replace(this.#about, h("strong", null, this.#listing.function), file ? ` in ${file}` : "",
      type ? ` · ${type}, ${value(total, unit)} in all` : "",
      problems.map((/** @type {string} */ each) => [" · ", h("span", { class: "problem" }, each)]).flat());
    this.#drawSource(source, unit);
    this.#drawAssembly(assembly, unit);
    this.#functionGrid?.reset(this.#functionGrid.count, true);
    const wanted = Number(this.#get("line")) || this.#listing.line;
    this.#goToLine(wanted, !this.#get("line"));
  }

  /** @param {SourceLine[]} lines @param {string} unit */
  #drawSource(lines, unit) {
    this.#sourceGrid?.close();
    this.#sourceGrid = null;
    if (!lines.length) return replace(this.#source, h("p", { class: "faint" }, "There is no source to show."));
    const hasNotes = lines.some((line) => line.notes);
    const grid = this.#sourceGrid = new Grid({
      label: `Source: ${shortPath(this.#listing.file)}`,
      columns: [
        { id: "line", title: "Line", width: "3.6rem", isNumber: true, cell: (row) => String(row.line) },
        ...this.#listing.total > 0 ? [
          { id: "flat", title: "Itself", width: "5rem", isNumber: true,
            cell: (/** @type {SourceLine} */ row) => row.flat ? value(row.flat, unit) : "" },
          { id: "cum", title: "Callees too", width: "6rem", isNumber: true,
            cell: (/** @type {SourceLine} */ row) => row.cum ? value(row.cum, unit) : "" }] : [],
        ...hasNotes ? [{ id: "notes", title: "Compiler", width: "8rem",
          hint: (/** @type {SourceLine} */ row) => (row.notes ?? []).map((note) => note.text).join("\n"),
          cell: (/** @type {SourceLine} */ row) => [...new Set((row.notes ?? []).map((note) => note.kind))].map((kind) =>
            h("span", { class: "badge note" }, kind)) }] : [],
        { id: "text", title: "Source", width: "minmax(22rem, 1fr)", hint: (row) => row.text,
          cell: (row) => h("code", null, row.text.replaceAll("\t", "    ")) },
      ],
      rows: (from, to) => lines.slice(from, to),
      selected: (row) => this.#selectLine(row),
      rowClass: (row) => this.#heat(row.cum ?? 0),
    });
    replace(this.#source, grid.element);
    grid.reset(lines.length);
  }

  /** Rows that matter stand out by their weight, and by their numbers anyway. @param {number} cum */
  #heat(cum) {
    const part = cum / Math.max(this.#listing.total, 1);
    return part >= 0.1 ? "hot-2" : part >= 0.01 ? "hot-1" : "";
  }

  /** @param {Instruction[]} instructions @param {string} unit */
  #drawAssembly(instructions, unit) {
    this.#assemblyGrid?.close();
    this.#assemblyGrid = null;
    if (!instructions.length) {
      return replace(this.#assembly, h("p", { class: "faint" }, "There is no machine code to show: open the program, too."));
    }
    const grid = this.#assemblyGrid = new Grid({
      label: "Instructions",
      columns: [
        ...this.#listing.total > 0 ? [{ id: "cum", title: "Value", width: "5rem", isNumber: true,
          cell: (/** @type {Instruction} */ row) => row.cum ? value(row.cum, unit) : "" }] : [],
        { id: "line", title: "Line", width: "3.4rem", isNumber: true, cell: (row) => row.places ? String(row.places[row.places.length - 1].line) : "" },
        { id: "text", title: "Instruction", width: "minmax(14rem, 1fr)", hint: (row) => `${row.address}  ${row.text}`,
          cell: (row) => h("code", null, row.text) },
        { id: "place", title: "Inlined from", width: "9rem", hint: (row) => this.#placeText(row),
          cell: (row) => row.places && row.places.length > 1 ? shortFunction(row.places[0].function) : "" },
      ],
      rows: (from, to) => instructions.slice(from, to),
      selected: (row) => this.#selectInstruction(row),
      rowClass: (row) => `${row.line === this.#line ? "marked" : ""} ${this.#heat(row.cum ?? 0)}`,
    });
    replace(this.#assembly, grid.element);
    grid.reset(instructions.length);
  }

  /** @param {Instruction} row */
  #placeText(row) {
    return (row.places ?? []).map((place) => `${place.function} ${shortPath(place.file)}:${place.line}`).join(" ← ");
  }

  /** @param {number} line @param {boolean} [isQuiet] */
  #goToLine(line, isQuiet = false) {
    const lines = this.#listing?.source ?? [];
    const index = lines.findIndex((/** @type {SourceLine} */ each) => each.line === line);
    if (index < 0) return;
    // The line in the middle shows what is around it.
    this.#sourceGrid?.go(Math.min(index + 12, lines.length - 1), false);
    this.#sourceGrid?.go(index, false);
    if (isQuiet) this.#mark(line);
    else this.#selectLine(lines[index], true);
  }

  /** @param {number} line */
  #mark(line) {
    this.#line = line;
    this.#assemblyGrid?.reset(this.#assemblyGrid.count, true);
  }

  /** @param {SourceLine} row @param {boolean} [isAddress] */
  #selectLine(row, isAddress = false) {
    if (!isAddress) this.#context.set({ line: row.line }, true);
    this.#mark(row.line);
    const instructions = /** @type {Instruction[]} */ (this.#listing.assembly);
    const first = instructions.findIndex((each) => each.line === row.line);
    if (first >= 0) this.#assemblyGrid?.go(first, false);
    const count = instructions.filter((each) => each.line === row.line).length;
    replace(this.#details, h("strong", null, `Line ${row.line}`),
      row.cum ? `: ${value(row.cum, this.#listing.unit)}, ${percent(row.cum / this.#listing.total)}` : "",
      count ? ` · ${count} instructions` : "",
      row.notes?.length ? h("ul", null, row.notes.map((note) => h("li", null, h("span", { class: "badge note" }, note.kind), " ", note.text))) : null);
  }

  /** @param {Instruction} row */
  #selectInstruction(row) {
    const lines = /** @type {SourceLine[]} */ (this.#listing.source);
    const index = lines.findIndex((each) => each.line === row.line);
    const instructions = /** @type {Instruction[]} */ (this.#listing.assembly);
    let at = instructions.indexOf(row);
    while (at > 0 && !instructions[at].places) at -= 1;
    if (index >= 0) this.#sourceGrid?.go(index, false);
    replace(this.#details, h("strong", { class: "code" }, `${row.address}  ${row.text}`),
      h("p", { class: "faint" }, this.#placeText(instructions[at])));
  }

  /** @param {number} step */
  #hot(step) {
    const lines = /** @type {SourceLine[]} */ (this.#listing?.source ?? []);
    const grid = this.#sourceGrid;
    if (!grid) return;
    for (let index = grid.current + step; index >= 0 && index < lines.length; index += step) {
      if (lines[index].cum || lines[index].notes) return void grid.go(index);
    }
  }

  #hottest() {
    const lines = /** @type {SourceLine[]} */ (this.#listing?.source ?? []);
    // Of the function, where its machine code says which lines are its own.
    const own = new Set(this.#listing?.assembly.map((/** @type {Instruction} */ each) => each.line));
    const weight = (/** @type {SourceLine | undefined} */ line) =>
      line && (own.size === 0 || own.has(line.line)) ? line.cum ?? 0 : -1;
    const best = lines.reduce((found, line, index) => weight(line) > weight(lines[found]) ? index : found, 0);
    this.#sourceGrid?.go(best);
  }

  #saveSource() {
    const rows = /** @type {SourceLine[]} */ (this.#listing.source).map((row) =>
      [row.line, row.flat ?? 0, row.cum ?? 0, row.text, (row.notes ?? []).map((note) => note.text).join("; ")]);
    saveCSV(["line", `flat/${this.#listing.unit}`, `cum/${this.#listing.unit}`, "text", "compiler"], rows, "source.csv");
  }

  #saveAssembly() {
    const rows = /** @type {Instruction[]} */ (this.#listing.assembly).map((row) =>
      [row.address, row.line, row.flat ?? 0, row.cum ?? 0, row.text]);
    saveCSV(["address", "line", `flat/${this.#listing.unit}`, `cum/${this.#listing.unit}`, "instruction"], rows, "instructions.csv");
  }
}

/** @param {string[]} head @param {(string | number)[][]} rows @param {string} name */
function saveCSV(head, rows, name) {
  const field = (/** @type {string | number} */ text) => /[",\n\r]/.test(String(text)) ? `"${String(text).replaceAll('"', '""')}"` : text;
  const text = [head, ...rows].map((row) => row.map(field).join(",")).join("\r\n");
  save(new Blob([`${text}\r\n`], { type: "text/csv" }), name);
}
