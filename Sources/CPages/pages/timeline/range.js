// Statistics of a range.

import { h, replace } from "../shell/dom.js";
import { address } from "../shell/route.js";
import { duration, percent, count, shortFunction, shortPath } from "../shell/format.js";
import { moment } from "./axis.js";
import { groupTitle } from "./rows.js";
import { states } from "./states.js";

/** @param {string[]} head @param {any[][]} rows */
function table(head, rows) {
  return h("table", null, h("thead", null, h("tr", null, head.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", null, rows.map((row) => h("tr", null, row.map((cell, index) =>
      h("td", { class: index > 0 && typeof cell === "string" ? "number" : "" }, cell))))));
}

/**
 * @param {import("./timeline.js").TimelineView} view @param {{from: number, to: number}} range @param {any} answer
 * @param {HTMLElement} place
 */
export function rangeStatistics(view, range, answer, place) {
  const length = answer.to - answer.from;
  const { id } = view.context.document;
  const flame = (/** @type {string} */ kind, /** @type {string} */ text) => h("a", {
    href: address(id, "flame", { source: view.source, from: Math.floor(range.from), to: Math.ceil(range.to), kind }),
  }, text);
  const busy = answer.processors.reduce((/** @type {number} */ sum, /** @type {any} */ each) => sum + each.running + each.syscall + each.scheduling, 0);
  replace(place, h("h3", null, "Range"),
    h("p", null, `${duration(length)} from ${moment(answer.from)} to ${moment(answer.to)}`),
    answer.isTrace ? h("p", null, "Flame graph: ", answer.samples ? [flame("cpu", `CPU (${count(answer.samples)} samples)`), " · "] : null,
      flame("wait", "waits"), " · ", flame("sched", "waiting for a processor"), " · ", flame("syscall", "system calls")) : null,
    answer.states.length ? [h("h4", null, "Goroutines"), table(["State", "Time", "On average"], answer.states.map((/** @type {any} */ each) =>
      [states[each.state].name, duration(each.nanoseconds), count(Math.round(each.nanoseconds / length * 100) / 100)]))] : null,
    answer.processors.length ? [h("h4", null, `Processors: ${percent(busy / length / answer.processors.length)} busy`), table(
      ["P", "Running", "System calls", "Looking", "Idle"], answer.processors.slice(0, 64).map((/** @type {any} */ each) => [`P ${each.processor}`,
        percent(each.running / length), percent(each.syscall / length), percent(each.scheduling / length), percent(each.idle / length)]))] : null,
    answer.isTrace ? [h("h4", null, "Collector"), h("p", null,
      `${percent(answer.marking / length)} of the time marking, world stopped ${duration(answer.stopped)} in ${answer.stops} stops.`)] : null,
    answer.groups.length ? [h("h4", null, "By function"), table(["Goroutines of", "Running", "Ready", "Waiting", "System calls"],
      answer.groups.map((/** @type {any} */ each) => [h("button", {
        type: "button", class: "link", title: each.name, onclick: () => view.goRow(`g:${each.name}`),
      }, groupTitle(each.name)), duration(each.running), duration(each.runnable), duration(each.waiting), duration(each.syscall)]))] : null,
    answer.waits.length ? [h("h4", null, "Waits, longest in all first"), table(["For", "Time", "Waits", "Where"], answer.waits.map((/** @type {any} */ each) =>
      [each.kind, duration(each.nanoseconds), count(each.count), h("span", { class: "code", title: each.place?.function ?? "" },
        each.place ? `${shortFunction(each.place.function)} ${shortPath(each.place.file)}:${each.place.line}` : "")]))] : null,
    answer.calls?.length ? [h("h4", null, "System calls"), table(["Call", "Time", "Calls"], answer.calls.map((/** @type {any} */ each) =>
      [each.name, duration(each.nanoseconds), count(each.count)]))] : null);
}
