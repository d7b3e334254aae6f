// Bars in cells of tables: lengths beside numbers, and lives on a time axis.

import { h } from "../shell/dom.js";

/**
 * A number with a bar behind it.
 * @param {string} text @param {number} part of the longest bar, from 0 to 1 @param {string} [kind] a class
 */
export function barCell(text, part, kind = "") {
  if (!(part > 0)) return h("span", { class: "bar-cell" }, text);
  const bar = h("span", { class: `bar ${kind}`, "aria-hidden": "true" });
  bar.style.width = `${Math.max(0, Math.min(1, part)) * 100}%`;
  return h("span", { class: "bar-cell" }, bar, h("span", { class: "bar-text" }, text));
}

/**
 * A stretch of time on an axis.
 * @param {number} start @param {number} end parts of the axis, from 0 to 1
 * @param {string} kind a class
 */
export function stretch(start, end, kind) {
  const bar = h("span", { class: `stretch-bar ${kind}` });
  const from = Math.max(0, Math.min(1, start));
  bar.style.left = `${from * 100}%`;
  bar.style.width = `max(2px, ${(Math.max(from, Math.min(1, end)) - from) * 100}%)`;
  return bar;
}
