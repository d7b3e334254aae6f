// An answer of the server: rows of a window, and where in its columns the parts of each row are.

import { count, percent, size } from "../shell/format.js";
import { states } from "./states.js";

/**
 * @typedef {object} LayerRow
 * @property {string} id
 * @property {string} kind
 * @property {string} title
 * @property {string} [group]
 * @property {number} spans
 * @property {number} firstSpan in the columns of spans
 * @property {number[]} states that have shares or levels
 * @property {number} firstPart in `share` or `level`
 * @property {number} most
 * @property {number[]} totals
 */

/** Whether a row shows how many do something at once. @param {{kind: string}} row */
export function isLevel(row) { return row.kind === "group" || row.kind === "level" || row.kind === "process"; }

/** What a span is, in words. @param {Span} span */
export function nameOf(span) { return span.name ?? states[span.state].name; }

/** Whether a state is that of somebody who waits. @param {number} state */
export function isWaiting(state) { return state === 4 || state === 18; }

export class Layer {
  /** @param {{head: any, columns: Record<string, any>}} answer */
  constructor({ head, columns }) {
    this.head = head;
    this.columns = columns;
    /** Nanoseconds since the begin of the trace. @type {number} */
    this.from = head.from;
    /** @type {number} */
    this.to = head.to;
    /** @type {number} */
    this.parts = head.parts;
    /** @type {Map<string, LayerRow>} */
    this.rows = new Map();
    let span = 0;
    let share = 0;
    let level = 0;
    for (const row of head.rows ?? []) {
      row.firstSpan = span;
      span += row.spans;
      const size = row.states.length * this.parts;
      if (isLevel(row)) {
        row.firstPart = level;
        level += size;
      } else {
        row.firstPart = share;
        share += size;
      }
      this.rows.set(row.id, row);
    }
  }

  /** @param {number} from @param {number} to */
  covers(from, to) { return this.from <= from && this.to >= to; }

  get nanosecondsPerPart() { return (this.to - this.from) / this.parts; }

  /**
   * The first span of a row that ends behind a moment.
   * @param {LayerRow} row @param {number} time
   */
  spanBehind(row, time) {
    const { end } = this.columns;
    let [low, high] = [row.firstSpan, row.firstSpan + row.spans];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (end[middle] <= time) low = middle + 1; else high = middle;
    }
    return low;
  }

  /** @param {LayerRow} row @param {number} index of a span */
  span(row, index) {
    const { start, end, state, text, goroutine } = this.columns;
    return {
      row: row.id, index, start: start[index], end: end[index], state: state[index],
      text: this.head.texts[text[index]] ?? "", goroutine: goroutine[index],
    };
  }

  /**
   * What a row has in a window for those who do not see it: single spans, and between them stretches of many.
   * @param {LayerRow} row @param {number} from @param {number} to @returns {Span[]}
   */
  contents(row, from, to) {
    /** @type {Span[]} */
    const found = [];
    for (let index = this.spanBehind(row, from); index < row.firstSpan + row.spans; index += 1) {
      if (this.columns.start[index] >= to) break;
      found.push(this.span(row, index));
    }
    if (isLevel(row)) return levels(this, row, from, to);
    if (row.kind === "heap" || row.kind === "samples") return curve(this, row, from, to);
    if (row.states.length === 0) return found;
    return [...found, ...stretches(this, row, from, to)].sort((a, b) => a.start - b.start);
  }

  /** The span of a row at a moment; null when there is none that is shown by itself. @param {string} id @param {number} time */
  spanAt(id, time) {
    const row = this.rows.get(id);
    if (!row) return null;
    const index = this.spanBehind(row, time);
    if (index >= row.firstSpan + row.spans || this.columns.start[index] > time) return null;
    return this.span(row, index);
  }
}

/** @typedef {{row: string, index: number, start: number, end: number, state: number, text: string, goroutine: number,
 *   name?: string}} Span of those that have no state, `name` says what they are */

/** Pixels side by side in which there are more spans than pixels. @param {Layer} layer @param {LayerRow} row @param {number} from @param {number} to */
function stretches(layer, row, from, to) {
  const { share } = layer.columns;
  const width = layer.nanosecondsPerPart;
  const first = Math.max(0, Math.floor((from - layer.from) / width));
  const last = Math.min(layer.parts, Math.ceil((to - layer.from) / width));
  /** @type {Span[]} */
  const found = [];
  let begin = -1;
  let sums = row.states.map(() => 0);
  const end = (/** @type {number} */ part) => {
    if (begin < 0) return;
    const whole = 255 * (part - begin);
    const most = sums.indexOf(Math.max(...sums));
    found.push({
      row: row.id, index: -1, start: layer.from + begin * width, end: layer.from + part * width, state: row.states[most],
      text: `many: ${row.states.map((state, index) => ({ state, part: sums[index] / whole })).filter((each) => each.part > 0)
        .map((each) => `${states[each.state].name} ${percent(each.part)}`).join(", ")}`,
      goroutine: -1,
    });
    begin = -1;
    sums = row.states.map(() => 0);
  };
  for (let part = first; part < last; part += 1) {
    const values = row.states.map((_, index) => share[row.firstPart + index * layer.parts + part]);
    if (values.every((value) => value === 0)) {
      end(part);
      continue;
    }
    if (begin < 0) begin = part;
    values.forEach((value, index) => { sums[index] += value; });
  }
  end(last);
  return found;
}

/**
 * Equal stretches of a window, with the parts that lie in each.
 * @param {Layer} layer @param {number} from @param {number} to
 */
function* equalStretches(layer, from, to) {
  const count = 40;
  for (let number = 0; number < count; number += 1) {
    const [start, end] = [from + (to - from) * number / count, from + (to - from) * (number + 1) / count];
    const first = Math.max(0, Math.floor((start - layer.from) / layer.nanosecondsPerPart));
    const last = Math.min(layer.parts - 1, Math.max(first, Math.ceil((end - layer.from) / layer.nanosecondsPerPart) - 1));
    if (first <= last && end > layer.from) yield { start, end, first, last };
  }
}

/** How many do what, in equal stretches of a window. @param {Layer} layer @param {LayerRow} row @param {number} from @param {number} to */
function levels(layer, row, from, to) {
  const { level } = layer.columns;
  /** @type {Span[]} */
  const found = [];
  for (const { start, end, first, last } of equalStretches(layer, from, to)) {
    const means = row.states.map((_, index) => {
      let sum = 0;
      for (let part = first; part <= last; part += 1) sum += level[row.firstPart + index * layer.parts + part];
      return sum / (last - first + 1) / 65535 * row.most;
    });
    const most = means.indexOf(Math.max(...means));
    found.push({
      row: row.id, index: -1, start, end, state: row.states[most] ?? 0, goroutine: -1,
      text: `on average ${row.states.map((state, index) => `${states[state].name} ${Number(means[index].toPrecision(2))}`).join(", ")}`,
    });
  }
  return found;
}

/** What the heap's size was, or how many samples there are, in equal stretches. @type {typeof levels} */
function curve(layer, row, from, to) {
  const { heapLeast, heapMost, heapGoal, samples } = layer.columns;
  /** @type {Span[]} */
  const found = [];
  for (const { start, end, first, last } of equalStretches(layer, from, to)) {
    const words = [];
    if (row.kind === "samples") {
      let sum = 0;
      // A part that reaches into the next stretch is that one's.
      for (let part = first; part <= last; part += 1) {
        if (layer.from + part * layer.nanosecondsPerPart >= start || part === 0) sum += samples[part];
      }
      words.push(`${count(Math.round(sum))} samples`);
    } else {
      const [least, most] = [heapLeast.subarray(first, last + 1), heapMost.subarray(first, last + 1)];
      const known = most.filter((/** @type {number} */ value) => value >= 0);
      if (!known.length) continue;
      const low = least.filter((/** @type {number} */ value) => value >= 0).reduce((/** @type {number} */ a, /** @type {number} */ b) => Math.min(a, b), Infinity);
      const high = known.reduce((/** @type {number} */ a, /** @type {number} */ b) => Math.max(a, b), 0);
      words.push(low === high ? size(high) : `${size(low)} to ${size(high)}`);
      if (heapGoal[last] >= 0) words.push(`goal ${size(heapGoal[last])}`);
    }
    found.push({
      row: row.id, index: -1, start, end, state: 0, goroutine: -1, name: row.kind === "heap" ? "heap" : "CPU samples",
      text: words.join(", "),
    });
  }
  return found;
}
