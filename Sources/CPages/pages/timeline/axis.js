// The ruler: round moments on an axis of nanoseconds.

import { duration } from "../shell/format.js";

/** The smallest round step that leaves room for a text. @param {number} perPixel nanoseconds @param {number} room pixels */
export function tickStep(perPixel, room = 96) {
  const least = Math.max(1, perPixel * room);
  if (least >= 60e9) {
    for (const step of [60e9, 120e9, 300e9, 600e9, 1800e9, 3600e9, 7200e9, 21600e9, 86400e9]) {
      if (step >= least) return step;
    }
  }
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5, 10]) if (power * factor >= least) return power * factor;
  return power * 10;
}

/** @param {number} time @param {number} step @param {number} last the greatest moment that is seen: all have its unit */
export function tickText(time, step, last) {
  if (time === 0) return "0";
  if (step >= 60e9) return duration(time);
  const [unit, size] = last >= 1e9 ? ["s", 1e9] : last >= 1e6 ? ["ms", 1e6] : last >= 1e3 ? ["µs", 1e3] : ["ns", 1];
  const digits = Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9));
  return `${(time / size).toFixed(digits)} ${unit}`;
}

/** A moment in full. @param {number} time nanoseconds */
export function moment(time) {
  const seconds = Math.floor(time / 1e9);
  const rest = String(Math.round(time - seconds * 1e9)).padStart(9, "0").replace(/(\d{3})(?=\d)/g, "$1\u202f");
  return `${seconds}.${rest} s`;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{left: number, width: number, height: number, from: number, perPixel: number, bottom: number}} place
 * @param {Record<string, string>} colors
 */
export function drawRuler(context, place, colors) {
  const { left, width, height, from, perPixel, bottom } = place;
  const step = tickStep(perPixel);
  const to = from + (width - left) * perPixel;
  context.fillStyle = colors.panel;
  context.fillRect(left, 0, width - left, height);
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) {
    const x = Math.round(left + (tick - from) / perPixel) + 0.5;
    context.strokeStyle = colors.line;
    context.beginPath();
    context.moveTo(x, height - 6);
    context.lineTo(x, bottom);
    context.stroke();
    context.fillStyle = colors.faint;
    context.fillText(tickText(tick, step, to), x + 3, height / 2);
  }
}
