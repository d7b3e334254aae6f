// The mouse: drag moves, the wheel moves and zooms, Shift or the ruler selects a range, a click chooses.

import { rulerHeight } from "./drawing.js";

/**
 * What the mouse does with the view.
 * @typedef {object} Movable
 * @property {() => {from: number, to: number, width: number}} window
 * @property {(from: number, to: number) => void} show
 * @property {(part: number, x: number) => void} zoom
 * @property {(dy: number) => void} scroll
 * @property {(from: number, to: number, isDone: boolean) => void} select
 * @property {(x: number, y: number) => void} click
 * @property {(x: number, y: number) => void} hover
 */

/** @param {HTMLElement} element @param {Movable} view */
export function followPointer(element, view) {
  /** @type {{x: number, y: number, from: number, to: number, selects: boolean, moved: boolean} | null} */
  let held = null;
  const place = (/** @type {MouseEvent} */ event) => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const time = (/** @type {number} */ x) => {
    const { from, to, width } = view.window();
    return from + x / width * (to - from);
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const { x, y } = place(event);
    const { from, to } = view.window();
    held = { x, y, from, to, selects: event.shiftKey || y < rulerHeight, moved: false };
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    const { x, y } = place(event);
    if (!held) return view.hover(x, y);
    if (!held.moved && Math.abs(x - held.x) + Math.abs(y - held.y) < 4) return;
    if (held.selects) {
      held.moved = true;
      view.select(time(Math.min(held.x, x)), time(Math.max(held.x, x)), false);
      return;
    }
    const { width } = view.window();
    const shift = (held.x - x) / width * (held.to - held.from);
    if (held.moved) view.scroll(-event.movementY);
    held.moved = true;
    view.show(held.from + shift, held.to + shift);
  });
  element.addEventListener("pointerup", (event) => {
    const { x, y } = place(event);
    if (held && !held.moved) view.click(x, y);
    else if (held?.selects) view.select(time(Math.min(held.x, x)), time(Math.max(held.x, x)), true);
    held = null;
  });
  element.addEventListener("pointercancel", () => { held = null; });
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 24 : event.deltaMode === 2 ? 400 : 1;
    const { x } = place(event);
    if (event.ctrlKey || event.metaKey) return view.zoom(Math.exp(event.deltaY * unit * 0.002), x);
    const { from, to, width } = view.window();
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (sideways) {
      const shift = sideways * unit / width * (to - from);
      view.show(from + shift, to + shift);
    }
    if (!event.shiftKey && event.deltaY) view.scroll(event.deltaY * unit);
  }, { passive: false });
}
