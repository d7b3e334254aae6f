// Who waits for whom: the drawing, the tree beside it, and what moves through both.

import { h, replace } from "../shell/dom.js";
import { getJSON, save } from "../shell/api.js";
import { count, duration } from "../shell/format.js";
import { GraphDrawing, svgText } from "./drawing.js";
import { GraphTree } from "./graph-tree.js";
import { plural, stateWord } from "./words.js";

/** @typedef {import("./state.js").State} State */

/**
 * @typedef {object} GraphNode
 * @property {number} number position in the list of nodes
 * @property {"goroutines" | "object"} kind
 * @property {number} layer
 * @property {number} row
 * @property {number} count
 * @property {number} width goroutines that wait for it
 * @property {number} [cycle]
 * @property {number} [root] goroutines that wait behind it
 * @property {number} [id] of the only goroutine
 * @property {string} [group]
 * @property {string} [state]
 * @property {number} [age]
 * @property {import("./words.js").Frame | null} [place]
 * @property {string[]} [flags]
 * @property {string} [object]
 * @property {string} [of]
 * @property {string} [name]
 * @property {string} [text]
 */

/**
 * @typedef {{from: number, to: number, count: number, operation?: string, relation?: string, confidence?: number,
 *   cycle?: boolean}} GraphEdge
 */
/**
 * @typedef {{layers: number, cycles: number, hiddenGoroutines: number, hiddenObjects: number, openWaiting: number,
 *   hasObjects: boolean, nodes: GraphNode[], edges: GraphEdge[]}} Graph
 */

const objectWords = /** @type {Record<string, [string, string]>} */ ({
  channel: ["channel", "channels"], mutex: ["Mutex", "Mutexes"], rwmutex: ["RWMutex", "RWMutexes"],
  waitgroup: ["WaitGroup", "WaitGroups"], cond: ["Cond", "Conds"], semaphore: ["semaphore", "semaphores"],
  descriptor: ["connection or file", "connections and files"], coroutine: ["coroutine", "coroutines"],
});

/** The first line of a node. @param {GraphNode} node */
export function nodeTitle(node) {
  if (node.kind === "object") {
    return node.count === 1 ? node.name ?? "" : `${count(node.count)} ${objectWords[node.of ?? ""]?.[1] ?? node.of}`;
  }
  if (node.count > 1) return `${count(node.count)} goroutines`;
  return node.id === undefined ? "a goroutine" : `goroutine ${node.id}`;
}

/** What marks a node, in words. @param {GraphNode} node */
export function nodeMarks(node) {
  const root = node.root !== undefined ? `■ holds up ${count(node.root)}` : "";
  return [node.cycle ? `⟳ cycle ${node.cycle}` : "", root].filter(Boolean).join(", ");
}

/** The state of goroutines, and for how long. @param {GraphNode} node */
export function nodeState(node) {
  const age = node.age === undefined ? "" : ` for ${node.count > 1 ? "up to " : ""}${duration(node.age)}`;
  return `${stateWord(node.state)}${age}`;
}

export class WaitGraph {
  element = h("div", { class: "wait-graph" });
  #context;
  #select;
  #about = h("p", { class: "faint graph-about" });
  #drawing;
  #tree;
  /** @type {Graph | null} */
  #graph = null;

  /**
   * @param {import("../shell/views.js").Context} context
   * @param {(what: {goroutine?: number, group?: string, object?: string}) => void} select
   */
  constructor(context, select) {
    this.#context = context;
    this.#select = select;
    const chosen = (/** @type {GraphNode} */ node) => this.#choose(node);
    this.#drawing = new GraphDrawing(chosen);
    this.#tree = new GraphTree(chosen);
    this.element.append(this.#about, this.#drawing.element, this.#tree.element);
  }

  close() {
    this.#drawing.close();
    this.#tree.close();
  }

  /** @param {GraphNode} node */
  #choose(node) {
    if (node.kind === "object") this.#select({ object: node.object });
    else if (node.count === 1 && node.id !== undefined) this.#select({ goroutine: node.id });
    else this.#select({ group: node.group });
  }

  /** @param {State} state @param {number} look @param {AbortSignal} signal */
  async load(state, look, signal) {
    /** @type {Graph} */
    const graph = await getJSON(`${this.#context.path}/graph`,
      { source: state.source, look, q: state.q, system: state.system, open: state.open }, signal);
    graph.nodes.forEach((node, number) => { node.number = number; });
    this.#graph = graph;
    this.#drawAbout(state, graph);
    this.#drawing.show(graph);
    this.#tree.show(graph);
    this.mark(state);
  }

  /** Marks what is selected. @param {State} state */
  mark(state) {
    const node = this.#graph?.nodes.find((each) => state.goroutine ? String(each.id ?? "") === state.goroutine
      : state.object ? each.object === state.object
      : state.group ? each.group === state.group && each.kind === "goroutines" : false);
    this.#drawing.mark(node?.number ?? -1);
    this.#tree.mark(node?.number ?? -1);
  }

  focus() { this.#drawing.focus(); }

  /** @param {State} state @param {Graph} graph */
  #drawAbout(state, graph) {
    const hidden = graph.hiddenGoroutines || graph.hiddenObjects
      ? `the widest ${graph.nodes.length} of them; ${plural(graph.hiddenGoroutines, "goroutine")} and ` +
        `${plural(graph.hiddenObjects, "object")} are left out` : "";
    const cycles = graph.cycles ? `⟳ ${plural(graph.cycles, "cycle")}, drawn with thick lines` : "no cycle";
    const facts = graph.nodes.length
      ? [plural(graph.nodes.length, "node"), cycles, hidden].filter(Boolean).join("; ")
      : !graph.hasObjects ? "This dump does not say what its goroutines wait for: only a live process, a core file " +
        "or a snapshot does."
      : state.q ? "None of these goroutines is known to wait for another one."
      : "No goroutine is known to wait for another one.";
    const waiting = graph.openWaiting ? ` (${plural(graph.openWaiting, "goroutine")})` : "";
    const open = h("label", null, h("input", {
      type: "checkbox", checked: state.open,
      onchange: () => this.#context.set({ open: !state.open }, true),
    }), ` waits that nobody is known to end, too${waiting}`);
    replace(this.#about, `${facts.replace(/\.$/, "")}. `, graph.hasObjects ? open : null);
  }

  /** The drawing as a file. */
  svg() {
    if (!this.#graph?.nodes.length) throw new Error("There is nothing drawn.");
    save(new Blob([svgText(this.#drawing.svg)], { type: "image/svg+xml" }), "wait-for.svg");
  }

  async png() {
    if (!this.#graph?.nodes.length) throw new Error("There is nothing drawn.");
    const { svg } = this.#drawing;
    const [width, height] = [svg.width.baseVal.value, svg.height.baseVal.value];
    // Browsers refuse canvases that are larger than some thousands of pixels.
    const scale = Math.min(2, 8000 / Math.max(width, height));
    const address = URL.createObjectURL(new Blob([svgText(svg)], { type: "image/svg+xml" }));
    try {
      const image = new Image();
      image.src = address;
      await image.decode();
      const canvas = h("canvas");
      canvas.width = Math.ceil(width * scale);
      canvas.height = Math.ceil(height * scale);
      canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
      /** @type {Blob | null} */
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
      if (blob) save(blob, "wait-for.png");
    } finally {
      URL.revokeObjectURL(address);
    }
  }
}
