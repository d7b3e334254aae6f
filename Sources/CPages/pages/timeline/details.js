// What an interval was: state, reason, stack, who ended it, and what it woke.

import { h, replace } from "../shell/dom.js";
import { address } from "../shell/route.js";
import { duration, shortFunction, shortPath } from "../shell/format.js";
import { moment } from "./axis.js";
import { states } from "./states.js";

/** @param {any[]} frames */
export function stackList(frames) {
  return frames?.length ? h("ol", { class: "frames code" }, frames.map((frame) => h("li", {
    title: `${frame.function} ${frame.file}:${frame.line}`,
  }, shortFunction(frame.function), " ", h("span", { class: "faint" }, `${shortPath(frame.file)}:${frame.line}`)))) : null;
}

/**
 * @param {import("./timeline.js").TimelineView} view @param {import("./layer.js").Span} span @param {any} answer
 * @param {HTMLElement} place
 * @returns {{arrows: any[]}} what is drawn of it
 */
export function spanDetails(view, span, answer, place) {
  const jump = (/** @type {number} */ goroutine, /** @type {number} */ time, /** @type {string} */ name) => h("button", {
    type: "button", class: "link", onclick: () => view.singles.jump(goroutine, time),
  }, `goroutine ${goroutine}${name ? ` ${shortFunction(name)}` : ""}`);
  const facts = [
    ["Goroutine", h("span", null, jump(answer.goroutine, (span.start + span.end) / 2, answer.function))],
    ["From", `${moment(answer.start)}${answer.isOlder ? " (or before: the trace began then)" : ""}`],
    ["To", `${moment(answer.end)}${answer.isOpen ? " (or later: the trace ended then)" : ""}`],
    ["Took", duration(answer.end - answer.start)],
    ["Reason", answer.reason], ["Waits for", answer.wait], ["Came by", answer.begin],
    ["Processor", answer.processor >= 0 ? `P ${answer.processor}` : ""],
    ["Thread", answer.thread >= 0 ? String(answer.thread) : ""],
    ["Woken by", answer.waker ? h("span", null, jump(answer.waker.goroutine, answer.waker.time - 1, answer.waker.function),
      ` at ${moment(answer.waker.time)}`) : answer.isWokenByRuntime ? "the runtime (network, timer)" : ""],
  ].filter(([, value]) => value);
  replace(place, h("h3", null, states[answer.state ?? span.state].name),
    h("dl", { class: "timeline-facts" }, facts.flatMap(([name, value]) => [h("dt", null, String(name)), h("dd", null, /** @type {any} */ (value))])),
    answer.stack.length ? [h("h4", null, "Where"), stackList(answer.stack)] : null,
    answer.waker?.stack.length ? [h("h4", null, "Where it was woken"), stackList(answer.waker.stack)] : null,
    answer.woke.length ? [h("h4", null, `Made ready: ${answer.wokeCount}`), h("ul", { class: "facts" }, answer.woke.map((/** @type {any} */ each) =>
      h("li", null, jump(each.goroutine, each.time + 1, each.function), ` at ${moment(each.time)}`)))] : null,
    h("p", null, h("button", { type: "button", onclick: () => view.side.criticalPath() }, "Critical path"), " ",
      h("a", { href: address(view.context.document.id, "timeline", { source: view.source || null, goroutine: answer.goroutine }) }, "all of this goroutine")));
  const arrows = [];
  const rowOf = (/** @type {number} */ goroutine, /** @type {number} */ processor) =>
    view.rows.some((row) => row.id === `i:${goroutine}`) ? `i:${goroutine}` : `p:${processor}`;
  if (answer.waker) {
    arrows.push({ from: rowOf(answer.waker.goroutine, answer.waker.processor), to: span.row, time: answer.waker.time,
      end: Math.max(answer.waker.time, span.start) });
  }
  for (const each of answer.woke) {
    const to = rowOf(each.goroutine, each.processor ?? -1);
    if (to !== span.row) arrows.push({ from: span.row, to, time: each.time, end: each.started ?? each.time });
  }
  return { arrows };
}

/** What a system call was, or why a thread did not run. @param {any} call @param {HTMLElement} place */
export function callDetails(call, place) {
  const facts = [
    ["Process", call.process], ["Thread", call.thread], ["About", call.path], ["Result", call.result],
    ["From", moment(call.start)], ["To", `${moment(call.end)}${call.isOpen ? " (or later)" : ""}`], ["Took", duration(call.end - call.start)],
    ["Ready of that", call.ready ? `${duration(call.ready)}, waiting for a processor` : ""], ["Woken by", call.waker], ["In", call.inside],
  ].filter(([, value]) => value !== "" && value !== undefined && value !== null);
  replace(place, h("h3", null, call.title),
    h("dl", { class: "timeline-facts" }, facts.flatMap(([name, value]) => [h("dt", null, String(name)), h("dd", null, String(value))])),
    call.stack.length ? [h("h4", null, "Where"), h("ol", { class: "frames code" }, call.stack.map((/** @type {string} */ name) =>
      h("li", { title: name }, shortFunction(name))))] : null);
}
