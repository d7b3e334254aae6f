// Which look is shown, looking again, and how well the look went.

import { h, replace, choice } from "../shell/dom.js";
import { count, duration } from "../shell/format.js";

/** @typedef {import("./state.js").Looks} Looks */
/** @typedef {import("./state.js").Look} Look */

/** @param {Look} look */
export function lookName(look) {
  const time = look.time ? new Date(look.time).toISOString().slice(11, 23) : "";
  return `look ${look.look + 1}${time ? `, ${time} UTC` : ""}: ${count(look.goroutines)}`;
}

/** Choices of the interval of looking again. */
const intervals = [
  { value: "0", text: "by hand" }, { value: "1", text: "each second" }, { value: "5", text: "each 5 s" },
];

/**
 * What stands above the lists.
 * @param {Looks} looks
 * @param {Look} shown
 * @param {{every: number, isPinned: boolean, chose: (look: number | null) => void, again: () => void,
 *   interval: (seconds: number) => void}} options
 */
export function lookControls(looks, shown, { every, isPinned, chose, again, interval }) {
  const newest = looks.looks[looks.looks.length - 1];
  const options = looks.looks.map((look) => ({ value: String(look.look), text: lookName(look) })).reverse();
  if (looks.live && !looks.ended) options.unshift({ value: "", text: `newest (${lookName(newest)})` });
  const value = looks.live && !looks.ended && !isPinned ? "" : String(shown.look);
  return [
    options.length > 1 ? h("label", null, "Look ", choice({
      label: "Look", value, options, changed: (text) => chose(text === "" ? null : Number(text)),
    })) : null,
    looks.live && !looks.ended ? [
      h("button", { type: "button", onclick: again, title: "Look again (r)" }, "Look again"),
      h("label", null, "and ", choice({
        label: "Interval", value: String(every), options: intervals, changed: (text) => interval(Number(text)),
      })),
    ] : null,
  ].flat();
}

/** How the look went: when, how long it took, and what it did not get. */
export class LookQuality {
  element = h("div", { class: "look-quality" });

  /** @param {Looks} looks @param {Look} look */
  show(looks, look) {
    const time = look.time ? new Date(look.time).toISOString().replace("T", " ").slice(0, 23) + " UTC, " : "";
    const facts = [
      looks.title, look.goVersion, `${time}${count(look.goroutines)} goroutines`,
      look.duration > 0 ? `read in ${duration(look.duration)}` : "",
      look.stopped > 0 ? `the process stood still for ${duration(look.stopped)}`
        : looks.live ? "the process was not stopped" : "",
      look.observed > 0 ? `ages from ${duration(look.observed)} of looking` : "",
      looks.dropped ? `${count(looks.dropped)} older looks were forgotten (at most ${looks.limit} are kept)` : "",
    ].filter(Boolean);
    replace(this.element,
      looks.ended ? h("p", { class: "problem" }, `⚠ ${looks.ended}: the last look stays.`) : null,
      h("p", null, facts.join(" · ")),
      look.quality.length ? h("details", null,
        h("summary", null, `How the look went: ${summary(look)}`),
        h("ul", null, look.quality.map((counter) => h("li", { class: counter.severity === "info" ? "faint" : "" },
          `${count(counter.value)} ${counter.explanation}`, " ", h("code", null, counter.counter))))) : null);
  }
}

/** @param {Look} look */
function summary(look) {
  const serious = look.quality.filter((counter) => counter.severity !== "info");
  const notes = look.quality.length - serious.length;
  return [serious.length ? `⚠ ${serious.length} to know of` : "", notes ? `${notes} of note` : ""]
    .filter(Boolean).join(", ");
}
