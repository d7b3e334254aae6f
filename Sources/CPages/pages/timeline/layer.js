// An answer of the server: rows of a window, and where in its columns the parts of each row are.

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

  /** The span of a row at a moment; null when there is none that is shown by itself. @param {string} id @param {number} time */
  spanAt(id, time) {
    const row = this.rows.get(id);
    if (!row) return null;
    const index = this.spanBehind(row, time);
    if (index >= row.firstSpan + row.spans || this.columns.start[index] > time) return null;
    return this.span(row, index);
  }
}

/** @typedef {ReturnType<Layer["span"]>} Span */
