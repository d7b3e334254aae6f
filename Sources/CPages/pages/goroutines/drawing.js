// The drawing of who waits for whom: layers from waiters on the left to those on whom they wait on the right.

import { h } from "../shell/dom.js";
import { color } from "../shell/theme.js";
import { count, percent } from "../shell/format.js";
import { nodeMarks, nodeState, nodeTitle } from "./graph.js";
import { placeText } from "./words.js";

/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").GraphNode} GraphNode */
/** @typedef {import("./graph.js").GraphEdge} GraphEdge */

const [boxWidth, boxHeight, layerGap, rowGap, margin] = [206, 58, 92, 22, 16];
const space = "http://www.w3.org/2000/svg";

/** @param {string} tag @param {Record<string, any>} attributes @param {...(Node | string)} children */
function s(tag, attributes, ...children) {
  const element = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** A file of its own of a drawing. @param {SVGSVGElement} svg */
export function svgText(svg) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  for (const element of copy.querySelectorAll("[tabindex], [role], [aria-label]")) {
    for (const name of ["tabindex", "role", "aria-label", "aria-pressed"]) element.removeAttribute(name);
  }
  copy.prepend(s("rect", { width: "100%", height: "100%", fill: color("--paper") }));
  copy.setAttribute("xmlns", space);
  return new XMLSerializer().serializeToString(copy);
}

const measure = document.createElement("canvas").getContext("2d");

/** @param {string} text @param {number} width @param {string} font */
function cut(text, width, font) {
  if (!measure) return text;
  measure.font = font;
  if (measure.measureText(text).width <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}

export class GraphDrawing {
  element = h("div", { class: "graph-drawing" });
  svg = /** @type {SVGSVGElement} */ (s("svg", { role: "group", "aria-label": "Who waits for whom" }));
  /** @type {Pick<Graph, "nodes" | "edges">} */
  #graph = { nodes: [], edges: [] };
  /** Lines that leave and reach each node. @type {{out: number, in: number}[]} */
  #degree = [];
  /** @type {Element[]} */
  #boxes = [];
  #current = -1;
  #marked = -1;
  #redraw = () => this.#draw();

  /** @param {(node: GraphNode) => void} chosen */
  constructor(chosen) {
    this.chosen = chosen;
    this.svg.addEventListener("keydown", (event) => this.#key(event));
    this.element.append(this.svg);
    addEventListener("sonde:theme", this.#redraw);
  }

  close() { removeEventListener("sonde:theme", this.#redraw); }

  /** @param {Graph} graph */
  show(graph) {
    this.#graph = graph;
    this.#degree = graph.nodes.map(() => ({ out: 0, in: 0 }));
    for (const edge of graph.edges) {
      this.#degree[edge.from].out += 1;
      this.#degree[edge.to].in += 1;
    }
    this.#current = Math.max(0, graph.nodes.findIndex((node) => node.root !== undefined || node.cycle));
    this.#draw();
  }

  /** Marks a node as selected. @param {number} number -1 for none */
  mark(number) {
    this.#boxes[this.#marked]?.setAttribute("aria-pressed", "false");
    this.#marked = number;
    if (number < 0) return;
    this.#boxes[number]?.setAttribute("aria-pressed", "true");
    this.#go(number, this.element.contains(document.activeElement));
  }

  focus() { this.#go(this.#current, true); }

  /** @param {GraphNode} node */
  #x(node) { return margin + node.layer * (boxWidth + layerGap); }
  /** @param {GraphNode} node */
  #y(node) { return margin + node.row * (boxHeight + rowGap) + (node.layer % 2) * 12; }

  #draw() {
    const { nodes, edges } = this.#graph;
    const width = 2 * margin + Math.max(0, ...nodes.map((node) => this.#x(node) + boxWidth - margin));
    const height = 2 * margin + Math.max(0, ...nodes.map((node) => this.#y(node) + boxHeight - margin)) + 30;
    this.svg.setAttribute("width", String(width));
    this.svg.setAttribute("height", String(height));
    const colors = {
      ink: color("--ink"), faint: color("--faint"), line: color("--line"), critical: color("--critical"),
      raised: color("--raised"), panel: color("--panel"), accent: color("--accent"), warning: color("--warning"),
    };
    const heads = ["faint", "critical"].map((name) => s("marker", {
      id: `arrow-${name}`, viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto",
      markerUnits: "userSpaceOnUse",
    }, s("path", { d: "M0 0L8 4L0 8Z", fill: colors[/** @type {"faint" | "critical"} */ (name)] })));
    const lines = s("g", { fill: "none" }, ...edges.map((edge) => this.#line(edge, height, colors)));
    this.#boxes = nodes.map((node) => this.#box(node, colors));
    this.svg.replaceChildren(s("defs", {}, ...heads), lines, s("g", {}, ...this.#boxes));
    this.#boxes[this.#current]?.setAttribute("tabindex", "0");
    this.#boxes[this.#marked]?.setAttribute("aria-pressed", "true");
  }

  /** @param {GraphEdge} edge @param {number} height @param {Record<string, string>} colors */
  #line(edge, height, colors) {
    const [from, to] = [this.#graph.nodes[edge.from], this.#graph.nodes[edge.to]];
    const [x1, y1] = [this.#x(from) + boxWidth, this.#y(from) + boxHeight / 2];
    const [x2, y2] = [this.#x(to), this.#y(to) + boxHeight / 2];
    // The line that closes a cycle goes back around the others, below them.
    const bend = x2 > x1 ? (x2 - x1) / 2 : 0;
    const low = height - margin;
    const path = x2 > x1
      ? `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
      : `M${x1} ${y1}C${x1 + 60} ${y1} ${x1 + 60} ${low} ${x1} ${low}` +
        `L${x2} ${low}C${x2 - 60} ${low} ${x2 - 60} ${y2} ${x2} ${y2}`;
    const sure = edge.confidence === undefined ? "" : `, ${percent(edge.confidence)} sure`;
    const text = edge.operation ? `${count(edge.count)} ${edge.count === 1 ? "waits" : "wait"} to ${edge.operation}`
      : `${edge.count > 1 ? `${count(edge.count)} ` : ""}${edge.relation}${sure}`;
    const name = edge.cycle ? "critical" : "faint";
    const line = s("path", {
      d: path, stroke: colors[name], "stroke-width": edge.cycle ? 3.5 : Math.min(3, 1 + Math.log10(edge.count)),
      "stroke-dasharray": edge.relation && !edge.relation.startsWith("holds") ? "5 4" : null,
      "marker-end": `url(#arrow-${name})`,
    }, s("title", {}, `${edge.cycle ? "Cycle: " : ""}${text}`));
    const short = x2 - x1 < layerGap + 1 && x2 > x1;
    if (!short) return line;
    const label = edge.operation ?? edge.relation ?? "";
    // Beside the end that has fewer lines, so that words do not lie on each other.
    const isAtStart = this.#degree[edge.from].out <= this.#degree[edge.to].in;
    return s("g", {}, line, s("text", {
      x: isAtStart ? x1 + 4 : x2 - 10, y: (isAtStart ? y1 : y2) - 5, "text-anchor": isAtStart ? "start" : "end",
      "font-size": 10.5, "font-family": "sans-serif",
      fill: edge.cycle ? colors.critical : colors.faint, stroke: "none",
    }, cut(`${edge.cycle ? "⟳ " : ""}${label}`, layerGap - 6, "10.5px sans-serif")));
  }

  /** @param {GraphNode} node @param {Record<string, string>} colors */
  #box(node, colors) {
    const isObject = node.kind === "object";
    const marks = nodeMarks(node);
    const facts = node.text && node.name ? node.text.slice(node.name.length).replace(/^, /, "")
      : `for ${count(node.width)} goroutines`;
    const second = isObject ? facts : nodeState(node);
    const third = marks || (isObject ? `${count(node.width)} wait` : placeText(node.place ?? null));
    const title = nodeTitle(node);
    const inner = boxWidth - 16;
    const full = [title, second, isObject ? "" : placeText(node.place ?? null), marks].filter(Boolean).join(", ");
    const group = s("g", {
      class: "graph-node", transform: `translate(${this.#x(node)} ${this.#y(node)})`, tabindex: "-1", role: "button",
      "aria-label": full, "aria-pressed": "false",
    },
    s("title", {}, full),
    s("rect", {
      class: "graph-box", width: boxWidth, height: boxHeight, rx: isObject ? 16 : 3,
      fill: isObject ? colors.panel : colors.raised,
      stroke: node.cycle ? colors.critical : node.root !== undefined ? colors.warning : colors.line,
      "stroke-width": node.cycle || node.root !== undefined ? 3 : 1,
    }),
    ...[[title, 18, 600, colors.ink], [second, 34, 400, colors.faint],
      [third, 50, marks ? 600 : 400, node.cycle ? colors.critical : marks ? colors.warning : colors.ink],
    ].map(([text, y, weight, fill]) =>
      s("text", { x: 8, y, "font-size": 12, "font-weight": weight, "font-family": "sans-serif", fill },
        cut(String(text), inner, `${weight} 12px sans-serif`))));
    group.addEventListener("click", () => {
      this.#go(node.number, true);
      this.chosen(node);
    });
    return group;
  }

  /** @param {number} number @param {boolean} focuses */
  #go(number, focuses) {
    const box = this.#boxes[number];
    if (!box) return;
    this.#boxes[this.#current]?.setAttribute("tabindex", "-1");
    this.#current = number;
    box.setAttribute("tabindex", "0");
    if (focuses) /** @type {SVGElement} */ (box).focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { nodes, edges } = this.#graph;
    const here = nodes[this.#current];
    if (!here) return;
    const near = (/** @type {number[]} */ numbers) => numbers.sort((a, b) =>
      Math.abs(this.#y(nodes[a]) - this.#y(here)) - Math.abs(this.#y(nodes[b]) - this.#y(here)) || a - b)[0];
    const layer = nodes.filter((node) => node.layer === here.layer).sort((a, b) => a.row - b.row);
    const place = layer.indexOf(here);
    /** @type {number | undefined} */
    let next;
    switch (event.key) {
      case "ArrowRight": next = near(edges.filter((edge) => edge.from === here.number).map((edge) => edge.to)); break;
      case "ArrowLeft": next = near(edges.filter((edge) => edge.to === here.number).map((edge) => edge.from)); break;
      case "ArrowDown": next = layer[place + 1]?.number; break;
      case "ArrowUp": next = layer[place - 1]?.number; break;
      case "Home": next = layer[0]?.number; break;
      case "End": next = layer[layer.length - 1]?.number; break;
      case "Enter": case " ": this.chosen(here); break;
      default: return;
    }
    event.preventDefault();
    if (next !== undefined) this.#go(next, true);
  }
}
