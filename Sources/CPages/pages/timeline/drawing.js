// Everything that is on the canvas.

import { shortFunction, size, count } from "../shell/format.js";
import { drawRuler } from "./axis.js";
import { isLevel } from "./layer.js";
import { drawRow, levelScale } from "./pixels.js";
import { palette, states } from "./states.js";

/** @typedef {import("./layer.js").Layer} Layer */
/** @typedef {import("./rows.js").Row} Row */

/**
 * @typedef {object} Picture
 * @property {number} from nanoseconds at the left edge
 * @property {number} to
 * @property {number} scroll pixels of rows above the upper edge
 * @property {Row[]} rows
 * @property {(Layer | null)[]} layers the most exact first
 * @property {{from: number, to: number} | null} selection
 * @property {import("./layer.js").Span | null} current
 * @property {string} currentRow
 * @property {any} detail of the current span, with who woke it
 * @property {any[]} path segments of the critical path
 */

export const rulerHeight = 24;

export class Drawing {
  /** @type {import("./states.js").Palette | null} */
  #colors = null;
  /** @type {ImageData | null} */
  #image = null;

  forgetColors() { this.#colors = null; }

  get colors() { return this.#colors ??= palette(); }

  /**
   * @param {CanvasRenderingContext2D} context whose unit is a pixel of style
   * @param {number} width @param {number} height @param {number} ratio of the device's pixels @param {Picture} picture
   */
  draw(context, width, height, ratio, picture) {
    this.#paintRows(context, Math.round(width * ratio), Math.round(height * ratio), ratio, picture);
    const { colors } = this;
    const perPixel = (picture.to - picture.from) / width;
    drawRuler(context, { left: 0, width, height: rulerHeight, from: picture.from, perPixel, bottom: rulerHeight },
      colors.named);
    context.save();
    context.beginPath();
    context.rect(0, rulerHeight, width, height - rulerHeight);
    context.clip();
    for (const row of visible(picture, height)) this.#overlay(context, width, picture, row);
    this.#arrows(context, width, height, picture);
    this.#path(context, width, picture);
    context.restore();
    this.#selection(context, width, height, picture);
  }

  /** @param {CanvasRenderingContext2D} context @param {number} width @param {number} height @param {number} ratio @param {Picture} picture */
  #paintRows(context, width, height, ratio, picture) {
    if (!this.#image || this.#image.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(Math.max(1, width), Math.max(1, height));
    }
    const pixels = new Uint32Array(this.#image.data.buffer);
    const { colors } = this;
    pixels.fill(colors.paper);
    const target = { pixels, width, height, left: 0, from: picture.from, perPixel: (picture.to - picture.from) / width };
    const x = (/** @type {number} */ time) =>
      Math.max(0, Math.min(width, Math.round((time - picture.from) / target.perPixel)));
    for (const row of visible(picture, height / ratio)) {
      const y0 = Math.round((row.top - picture.scroll + rulerHeight) * ratio);
      const y1 = Math.round((row.top + row.height - picture.scroll + rulerHeight) * ratio);
      if (row.kind === "head") continue;
      // Coarse first, and what is known better over it.
      for (const layer of [...picture.layers].reverse()) {
        const content = layer?.rows.get(row.id);
        if (!layer) continue;
        if (content) drawRow(target, colors, layer, content, y0, y1, x(layer.from), x(layer.to));
        else if (layer.head.isExact && row.kind !== "thread" && row.kind !== "process" && row.kind !== "call") {
          // Nothing was there in that time.
          drawRow(target, colors, layer, empty, y0, y1, x(layer.from), x(layer.to));
        }
      }
    }
    context.putImageData(this.#image, 0, 0);
  }

  /** Texts and curves. @param {CanvasRenderingContext2D} context @param {number} width @param {Picture} picture @param {Row} row */
  #overlay(context, width, picture, row) {
    const y = row.top - picture.scroll + rulerHeight;
    if (row.kind === "heap" || row.kind === "samples") return this.#curve(context, width, picture, row, y);
    const perPixel = (picture.to - picture.from) / width;
    const layer = picture.layers.find((each) => each?.rows.get(row.id)?.spans);
    const content = layer?.rows.get(row.id);
    if (!layer || !content || row.height < 12) return;
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "middle";
    const { start, end, state, text, goroutine } = layer.columns;
    const last = content.firstSpan + content.spans;
    for (let index = layer.spanBehind(content, picture.from); index < last; index += 1) {
      if (start[index] >= picture.to) break;
      const a = Math.max(0, (start[index] - picture.from) / perPixel);
      const room = Math.min(width, (end[index] - picture.from) / perPixel) - a - 6;
      if (room < 26) continue;
      const kind = state[index];
      const words = layer.head.texts[text[index]] ?? "";
      const name = row.kind === "processor" || row.kind === "thread"
        ? `${goroutine[index] >= 0 ? `G ${goroutine[index]} ` : ""}${shortFunction(words)}`
        : words || states[kind].name;
      const shown = fit(name, room);
      if (!shown) continue;
      const low = states[kind].height < 0.6;
      context.fillStyle = low ? this.colors.named.ink : this.colors.ink[kind];
      context.fillText(shown, a + 4, low ? y + row.height * 0.35 : y + row.height * (1 - states[kind].height / 2));
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {number} width @param {Picture} picture @param {Row} row @param {number} y */
  #curve(context, width, picture, row, y) {
    const layer = picture.layers.find((each) => each?.rows.has(row.id) && each.covers(picture.from, picture.to)) ??
      picture.layers.at(-1);
    const content = layer?.rows.get(row.id);
    if (!layer || !content || content.most <= 0) return;
    const perPixel = (picture.to - picture.from) / width;
    const x = (/** @type {number} */ part) => (layer.from + part * layer.nanosecondsPerPart - picture.from) / perPixel;
    const high = (/** @type {number} */ value) => y + row.height - Math.max(0, value) / content.most * (row.height - 3);
    const first = Math.max(0, Math.floor((picture.from - layer.from) / layer.nanosecondsPerPart));
    const last = Math.min(layer.parts - 1, Math.ceil((picture.to - layer.from) / layer.nanosecondsPerPart));
    const { heapLeast, heapMost, heapGoal, samples } = layer.columns;
    if (row.kind === "samples") {
      context.fillStyle = this.colors.named.accent;
      for (let part = first; part <= last; part += 1) {
        if (samples[part] > 0) context.fillRect(x(part), high(samples[part]), Math.max(1, x(part + 1) - x(part)), y + row.height - high(samples[part]));
      }
      return;
    }
    context.fillStyle = this.colors.css[1];
    context.beginPath();
    context.moveTo(x(first), y + row.height);
    for (let part = first; part <= last; part += 1) {
      context.lineTo(x(part), high(heapLeast[part]));
      context.lineTo(x(part + 0.5), high(heapMost[part]));
    }
    context.lineTo(x(last + 1), high(heapMost[last]));
    context.lineTo(x(last + 1), y + row.height);
    context.fill();
    context.strokeStyle = this.colors.named.ink;
    context.setLineDash([4, 3]);
    context.beginPath();
    for (let part = first; part <= last; part += 1) if (heapGoal[part] >= 0) context.lineTo(x(part), high(heapGoal[part]));
    context.stroke();
    context.setLineDash([]);
  }

  /** Who made whom ready. @param {CanvasRenderingContext2D} context @param {number} width @param {number} height @param {Picture} picture */
  #arrows(context, width, height, picture) {
    const perPixel = (picture.to - picture.from) / width;
    const places = new Map(picture.rows.map((row) => [row.id, row.top + row.height / 2 - picture.scroll + rulerHeight]));
    const arrow = (/** @type {string} */ from, /** @type {string} */ to, /** @type {number} */ time, /** @type {number} */ end) => {
      const [a, b] = [places.get(from), places.get(to)];
      if (a === undefined || b === undefined || Math.max(a, b) < 0 || Math.min(a, b) > height) return;
      const x = (time - picture.from) / perPixel;
      const x2 = (end - picture.from) / perPixel;
      context.beginPath();
      context.moveTo(x, a);
      context.lineTo(x2, b);
      const side = b > a ? -5 : 5;
      context.moveTo(x2 - 3, b + side);
      context.lineTo(x2, b);
      context.lineTo(x2 + 3, b + side);
      context.stroke();
    };
    const layer = picture.layers[0];
    context.strokeStyle = this.colors.named.faint;
    context.lineWidth = 1;
    if (layer?.columns.wakeTime) {
      const { wakeFrom, wakeTo, wakeTime } = layer.columns;
      let drawn = 0;
      for (let index = 0; index < wakeTime.length && drawn < 400; index += 1) {
        if (wakeTime[index] < picture.from || wakeTime[index] > picture.to) continue;
        drawn += 1;
        arrow(`i:${wakeFrom[index]}`, `i:${wakeTo[index]}`, wakeTime[index], wakeTime[index]);
      }
    }
    for (const each of picture.detail?.arrows ?? []) {
      context.strokeStyle = this.colors.named.accent;
      context.lineWidth = 2;
      arrow(each.from, each.to, each.time, each.end ?? each.time);
      context.lineWidth = 1;
    }
  }

  /** The critical path, through the rows of its goroutines or of their groups. @param {CanvasRenderingContext2D} context @param {number} width @param {Picture} picture */
  #path(context, width, picture) {
    if (!picture.path.length) return;
    const perPixel = (picture.to - picture.from) / width;
    const places = new Map(picture.rows.map((row) => [row.id, row.top + row.height - 3 - picture.scroll + rulerHeight]));
    context.strokeStyle = this.colors.named.critical;
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.beginPath();
    let isFirst = true;
    for (const segment of picture.path) {
      const y = places.get(`i:${segment.goroutine}`) ?? places.get(`g:${segment.group}`);
      if (y === undefined) continue;
      const a = Math.max(-10, (segment.start - picture.from) / perPixel);
      const b = Math.min(width + 10, (segment.end - picture.from) / perPixel);
      if (b < -10 || a > width + 10) { isFirst = true; continue; }
      if (isFirst) context.moveTo(a, y); else context.lineTo(a, y);
      context.lineTo(b, y);
      isFirst = false;
    }
    context.stroke();
    context.lineWidth = 1;
  }

  /** @param {CanvasRenderingContext2D} context @param {number} width @param {number} height @param {Picture} picture */
  #selection(context, width, height, picture) {
    const perPixel = (picture.to - picture.from) / width;
    const { selection, current } = picture;
    if (selection) {
      const a = (selection.from - picture.from) / perPixel;
      const b = (selection.to - picture.from) / perPixel;
      context.fillStyle = this.colors.named.accent;
      context.globalAlpha = 0.14;
      context.fillRect(a, 0, Math.max(1, b - a), height);
      context.globalAlpha = 1;
      context.fillRect(a, 0, 1, height);
      context.fillRect(b, 0, 1, height);
    }
    if (!current) return;
    const row = picture.rows.find((each) => each.id === current.row);
    if (!row) return;
    const y = row.top - picture.scroll + rulerHeight;
    if (y + row.height < rulerHeight || y > height) return;
    const a = Math.max(-3, (current.start - picture.from) / perPixel);
    const b = Math.min(width + 3, (current.end - picture.from) / perPixel);
    context.strokeStyle = this.colors.named.ink;
    context.lineWidth = 2;
    context.strokeRect(a, y, Math.max(2, b - a), row.height);
    context.lineWidth = 1;
  }
}

/** A row without contents, which clears its place. */
const empty = /** @type {any} */ ({ id: "", kind: "", title: "", spans: 0, firstSpan: 0, states: [], firstPart: 0, most: 0 });

/** @param {Picture} picture @param {number} height */
function visible(picture, height) {
  return picture.rows.filter((row) =>
    row.top + row.height > picture.scroll && row.top < picture.scroll + height - rulerHeight);
}

/** As much of a text as has room, by the width of its letters on average: to measure each would take too long. @param {string} text @param {number} room */
function fit(text, room) {
  const letters = Math.floor(room / 6);
  if (text.length <= letters) return text;
  return letters >= 4 ? `${text.slice(0, letters - 1)}…` : "";
}

/** What a row has at most, for its title. @param {Layer | null | undefined} layer @param {Row} row */
export function most(layer, row) {
  const content = layer?.rows.get(row.id);
  if (!layer || !content) return "";
  if (row.kind === "heap") return size(content.most);
  if (row.kind === "samples") return "";
  if (!isLevel(row)) return "";
  const scale = levelScale(layer, content);
  const round = (/** @type {number} */ value) => value >= 10 ? count(Math.round(value)) : String(Math.round(value * 10) / 10);
  return `${round(scale.most)} at once${scale.mostWaiting > 0 ? `, ${round(scale.mostWaiting)} wait` : ""}`;
}
