// Root blockers: who holds most others up.

import { h, replace } from "../shell/dom.js";
import { getJSON } from "../shell/api.js";
import { count } from "../shell/format.js";
import { briefText, placeText, plural } from "./words.js";

/** @typedef {import("./words.js").Brief} Brief */
/** @typedef {{waiting: number, cycle: boolean, members: number, goroutines: Brief[]}} Blocker */

export class Blockers {
  element = h("section", { class: "blockers", "aria-labelledby": "blockers-title" });
  /** @type {Blocker[]} */
  list = [];

  /** @param {(brief: Brief) => void} choose */
  constructor(choose) { this.choose = choose; }

  /** @param {string} path @param {Record<string, any>} query @param {AbortSignal} signal */
  async load(path, query, signal) {
    const answer = await getJSON(`${path}/blockers`, query, signal);
    this.list = answer.blockers;
    const title = h("h2", { id: "blockers-title" }, "Who holds up the others");
    if (!this.list.length) {
      replace(this.element, title, h("p", { class: "faint" }, answer.hasObjects
        ? "Nobody: no goroutine is known to wait for another one."
        : "Not known: this dump does not say what its goroutines wait for."));
      return;
    }
    replace(this.element, title, h("ol", null, this.list.map((blocker) => this.#item(blocker))));
  }

  /** @param {Blocker} blocker */
  #item(blocker) {
    const first = blocker.goroutines[0];
    const choose = () => this.choose(first);
    if (blocker.cycle) {
      const names = blocker.goroutines.slice(0, 6).map((each) => each.id ?? "?").join(", ");
      const more = blocker.members > 6 ? ` and ${count(blocker.members - 6)} more` : "";
      return h("li", null, h("button", { type: "button", class: "frame-link", onclick: choose },
        `⟳ goroutines ${names}${more} wait for each other in a cycle`), " ",
      h("span", { class: "badge severity-critical" }, "cycle"),
      blocker.waiting ? ` ${plural(blocker.waiting, "goroutine")} behind them` : "");
    }
    return h("li", null, h("button", { type: "button", class: "frame-link", onclick: choose }, briefText(first)),
      ` holds up ${plural(blocker.waiting, "goroutine")}`,
      h("span", { class: "faint" }, ` in ${placeText(first.place)}`));
  }

  /** Goes to the first one, for the keyboard. */
  focus() {
    const button = this.element.querySelector("button");
    if (button instanceof HTMLElement) button.focus();
  }
}
