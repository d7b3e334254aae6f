// The drawing as a tree, from those who hold up others to those who wait: for screen readers, and for who likes lists.

import { h } from "../shell/dom.js";
import { Grid } from "../shell/grid.js";
import { count } from "../shell/format.js";
import { nodeMarks, nodeState, nodeTitle } from "./graph.js";
import { placeText } from "./words.js";

/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").GraphNode} GraphNode */
/** @typedef {{node: GraphNode, level: number, relation: string, isAgain: boolean}} TreeRow */

const rowLimit = 2000;

/** @param {Graph} graph @returns {TreeRow[]} */
export function treeRows(graph) {
  /** @type {number[][]} */
  const incoming = graph.nodes.map(() => []);
  const hasOutgoing = graph.nodes.map(() => false);
  graph.edges.forEach((edge, number) => {
    incoming[edge.to].push(number);
    hasOutgoing[edge.from] = true;
  });
  const weight = (/** @type {GraphNode} */ node) => node.root ?? (node.cycle ? node.width : 0);
  const order = [...graph.nodes].sort((a, b) => weight(b) - weight(a) || b.width - a.width || a.number - b.number);
  // Paths end at nodes that lead nowhere; of a cycle, any of its nodes is as good as another.
  const ends = order.filter((node) => !hasOutgoing[node.number]);
  const starts = [...ends, ...order.filter((node) => node.cycle), ...order];
  /** @type {TreeRow[]} */
  const rows = [];
  const seen = new Set();
  /** @type {{number: number, level: number, relation: string}[]} */
  const work = [];
  for (const start of starts) {
    if (!seen.has(start.number)) work.push({ number: start.number, level: 1, relation: "" });
    while (work.length && rows.length < rowLimit) {
      const { number, level, relation } = /** @type {{number: number, level: number, relation: string}} */ (work.pop());
      const node = graph.nodes[number];
      const isAgain = seen.has(number);
      rows.push({ node, level, relation, isAgain });
      if (isAgain) continue;
      seen.add(number);
      const edges = incoming[number].map((edge) => graph.edges[edge])
        .sort((a, b) => graph.nodes[a.from].width - graph.nodes[b.from].width || b.from - a.from);
      for (const edge of edges) {
        const words = edge.operation
          ? `${count(edge.count)} ${edge.count === 1 ? "waits" : "wait"} to ${edge.operation} it`
          : `the goroutine above ${edge.relation}`;
        work.push({ number: edge.from, level: level + 1, relation: edge.cycle ? `⟳ ${words}` : words });
      }
    }
  }
  return rows;
}

export class GraphTree {
  #grid;
  element = h("div", { class: "graph-tree" });
  /** @type {TreeRow[]} */
  #rows = [];

  /** @param {(node: GraphNode) => void} chosen */
  constructor(chosen) {
    /** @type {Grid<TreeRow>} */
    this.#grid = new Grid({
      label: "Who waits for whom, as a tree: below each, who waits for it",
      level: (row) => row.level,
      rows: (from, to) => this.#rows.slice(from, to),
      selected: (row) => chosen(row.node),
      columns: [
        { id: "what", title: "What, and below it who waits", width: "minmax(16rem, 3fr)",
          cell: (row) => this.#what(row), hint: (row) => `${nodeTitle(row.node)} ${nodeMarks(row.node)}` },
        { id: "relation", title: "How", width: "minmax(9rem, 2fr)", cell: (row) => row.relation,
          hint: (row) => row.relation },
        { id: "state", title: "State", width: "minmax(8rem, 2fr)", cell: (row) => stateText(row.node),
          hint: (row) => stateText(row.node) },
        { id: "place", title: "Where", width: "minmax(8rem, 2fr)",
          cell: (row) => row.node.kind === "object" ? "" : placeText(row.node.place ?? null),
          hint: (row) => row.node.kind === "object" ? "" : placeText(row.node.place ?? null) },
      ],
    });
    this.element.append(this.#grid.element);
  }

  close() { this.#grid.close(); }

  /** @param {TreeRow} row */
  #what(row) {
    const indent = h("span", { "aria-hidden": "true" });
    indent.style.display = "inline-block";
    indent.style.width = `${Math.min(row.level - 1, 20) * 14}px`;
    const marks = nodeMarks(row.node);
    return [indent, row.node.kind === "object" ? "◇ " : "● ", nodeTitle(row.node),
      marks ? h("strong", null, ` ${marks}`) : null,
      row.isAgain ? h("span", { class: "faint" }, " (see above)") : null];
  }

  /** @param {Graph} graph */
  show(graph) {
    this.#rows = treeRows(graph);
    this.#grid.reset(this.#rows.length);
  }

  /** @param {number} number of the selected node, or -1 */
  mark(number) {
    const { current } = this.#grid;
    if (this.#rows[current]?.node.number === number) return;
    const row = this.#rows.findIndex((each) => each.node.number === number);
    if (row >= 0) this.#grid.go(row, false);
  }
}

/** @param {GraphNode} node */
function stateText(node) {
  if (node.kind === "object") return node.text ?? "";
  return nodeState(node);
}
