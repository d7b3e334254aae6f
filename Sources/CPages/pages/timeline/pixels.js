// Rows as pixels, written one by one: patterns cost nothing so, and as many spans as there are pixels draw in
// milliseconds, without a graphics processor as well.

import { isLevel, isWaiting } from "./layer.js";
import { states } from "./states.js";

/** @typedef {import("./layer.js").Layer} Layer */
/** @typedef {import("./layer.js").LayerRow} LayerRow */
/** @typedef {import("./states.js").Palette} Palette */

/**
 * @typedef {object} Target
 * @property {Uint32Array} pixels
 * @property {number} width in pixels of the device, as everything here
 * @property {number} height
 * @property {number} left where rows begin
 * @property {number} from nanoseconds at `left`
 * @property {number} perPixel nanoseconds
 */

/**
 * Fills a part of a row with a state.
 * @param {Target} target @param {Palette} colors @param {number} state
 * @param {number} x0 @param {number} x1 @param {number} y0 @param {number} y1
 */
function fill(target, colors, state, x0, x1, y0, y1) {
  const { pixels, width } = target;
  const [base, stroke] = [colors.base[state], colors.stroke[state]];
  const { mark } = states[state];
  const isPlain = mark === states[0].mark;
  for (let y = y0; y < y1; y += 1) {
    const line = y * width;
    if (isPlain) pixels.fill(base, line + x0, line + x1);
    else for (let x = x0; x < x1; x += 1) pixels[line + x] = mark(x, y) ? stroke : base;
  }
}

/**
 * Draws a row of a layer between two pixels.
 * @param {Target} target @param {Palette} colors @param {Layer} layer @param {LayerRow} row
 * @param {number} y0 @param {number} y1 @param {number} x0 @param {number} x1
 */
export function drawRow(target, colors, layer, row, y0, y1, x0, x1) {
  const top = Math.max(0, y0);
  const bottom = Math.min(target.height, y1);
  if (bottom <= top || x1 <= x0) return;
  for (let y = top; y < bottom; y += 1) target.pixels.fill(colors.panel, y * target.width + x0, y * target.width + x1);
  if (row.states.length) drawParts(target, colors, layer, row, y0, y1, x0, x1);
  drawSpans(target, colors, layer, row, y0, y1, x0, x1);
}

/** Shares of pixels, stacked. @type {typeof drawRow} */
function drawParts(target, colors, layer, row, y0, y1, x0, x1) {
  const counts = isLevel(row);
  const values = counts ? layer.columns.level : layer.columns.share;
  const whole = counts ? 65535 : 255;
  const height = y1 - y0;
  const perPart = layer.nanosecondsPerPart;
  const { parts } = layer;
  // What waits is no load: it has its own scale in a group's row, as a line.
  const stacked = row.states.map((state, index) => ({ state, index })).filter(({ state }) => !counts || !isWaiting(state));
  const scale = counts ? levelScale(layer, row) : { active: 1, waiting: 1 };
  const waiting = counts ? row.states.findIndex(isWaiting) : -1;
  for (let x = x0; x < x1; x += 1) {
    const time = target.from + (x - target.left) * target.perPixel;
    const first = Math.max(0, Math.floor((time - layer.from) / perPart));
    const last = Math.min(parts - 1, Math.max(first, Math.ceil((time + target.perPixel - layer.from) / perPart) - 1));
    if (first >= parts || last < first) continue;
    let level = 0;
    for (const { state, index } of stacked) {
      const sum = mean(values, row.firstPart + index * parts, first, last);
      if (sum <= 0) continue;
      const share = sum / whole * scale.active;
      const low = y1 - Math.round(level * height);
      level = Math.min(1, level + share);
      let high = y1 - Math.round(level * height);
      if (high === low) high = low - 1;
      fill(target, colors, state, x, x + 1, Math.max(0, y0, high), Math.min(target.height, low));
    }
    if (waiting >= 0) {
      const share = mean(values, row.firstPart + waiting * parts, first, last) / whole * scale.waiting;
      const y = y1 - 1 - Math.round(Math.min(1, share) * (height - 2));
      if (share > 0 && y >= 0 && y < target.height) target.pixels[y * target.width + x] = colors.stroke[4];
    }
  }
}

/** @param {ArrayLike<number>} values @param {number} base @param {number} first @param {number} last */
function mean(values, base, first, last) {
  if (first === last) return values[base + first];
  let sum = 0;
  for (let index = base + first; index <= base + last; index += 1) sum += values[index];
  return sum / (last - first + 1);
}

/** @type {WeakMap<LayerRow, {active: number, waiting: number, most: number, mostWaiting: number}>} */
const scales = new WeakMap();

/** What makes the greatest level of a group's row as high as the row. @param {Layer} layer @param {LayerRow} row */
export function levelScale(layer, row) {
  const known = scales.get(row);
  if (known) return known;
  const { level } = layer.columns;
  let [active, waiting] = [0, 0];
  for (let part = 0; part < layer.parts; part += 1) {
    let sum = 0;
    row.states.forEach((state, index) => {
      const value = level[row.firstPart + index * layer.parts + part];
      if (isWaiting(state)) waiting = Math.max(waiting, value); else sum += value;
    });
    active = Math.max(active, sum);
  }
  const scale = {
    active: active ? 65535 / active : 1, waiting: waiting ? 65535 / waiting : 1, most: active / 65535 * row.most,
    mostWaiting: waiting / 65535 * row.most,
  };
  scales.set(row, scale);
  return scale;
}

/** @type {typeof drawRow} */
function drawSpans(target, colors, layer, row, y0, y1, x0, x1) {
  const { start, end, state } = layer.columns;
  const begin = target.from + (x0 - target.left) * target.perPixel;
  const last = row.firstSpan + row.spans;
  for (let index = layer.spanBehind(row, begin); index < last; index += 1) {
    const a = target.left + (start[index] - target.from) / target.perPixel;
    if (a >= x1) break;
    const from = Math.max(x0, Math.round(a));
    const to = Math.min(x1, Math.max(from + 1, Math.round(target.left + (end[index] - target.from) / target.perPixel)));
    const kind = state[index];
    const top = Math.max(0, y1 - Math.max(1, Math.round((y1 - y0) * states[kind].height)));
    const bottom = Math.min(target.height, y1);
    if (to <= from || bottom <= top) continue;
    fill(target, colors, kind, from, to, top, bottom);
    if (to - from > 3 && a >= x0) fillEdge(target, colors.stroke[kind], from, top, bottom);
  }
}

/** @param {Target} target @param {number} value @param {number} x @param {number} y0 @param {number} y1 */
function fillEdge(target, value, x, y0, y1) {
  for (let y = y0; y < y1; y += 1) target.pixels[y * target.width + x] = value;
}
