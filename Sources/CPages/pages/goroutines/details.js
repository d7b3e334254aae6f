// What is known of the chosen goroutine, group of goroutines, or object that they wait for.

import { h, replace } from "../shell/dom.js";
import { getJSON, Latest } from "../shell/api.js";
import { address } from "../shell/route.js";
import { sourcesOf } from "../shell/sources.js";
import { count, duration, percent } from "../shell/format.js";
import { stackElement } from "./stack.js";
import { goroutineList } from "./lists.js";
import { ageText, briefText, flagBadges, placeText, plural, stateWord } from "./words.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./words.js").Brief} Brief */

/** Waits that are seen at once. */
const shownWaits = 4;

export class Details {
  element = h("section", { class: "details", "aria-label": "Details", tabindex: "-1" });
  #context;
  #link;
  #latest = new Latest();
  /** @type {import("./lists.js").ServerList<Brief> | null} */
  #members = null;
  #opensAll = false;

  /**
   * @param {import("../shell/views.js").Context} context
   * @param {(change: Record<string, any>) => string} link the address of this view with other parameters
   */
  constructor(context, link) {
    this.#context = context;
    this.#link = link;
  }

  close() {
    this.#latest.cancel();
    this.#members?.close();
  }

  /** Folds and unfolds frames of libraries. */
  toggleFolds() {
    this.#opensAll = !this.#opensAll;
    for (const fold of this.element.querySelectorAll("details.stack-fold")) {
      /** @type {HTMLDetailsElement} */ (fold).open = this.#opensAll;
    }
  }

  /**
   * @param {State} state
   * @param {{source: number, look: number, by: string, q: string, system: boolean}} place where it is looked for
   * @param {boolean} isSame whether the same is shown of another look
   */
  async show(state, { source, look, by, q, system }, isSame) {
    const kind = state.goroutine ? "goroutine" : state.object ? "object" : state.group ? "group" : null;
    if (!kind) {
      this.#latest.cancel();
      this.#clear(h("p", { class: "faint" },
        "Choose a group, a goroutine or a blocker to see its stack, what it waits for and on whom."));
      return;
    }
    const query = { source, look, [kind]: state[kind] };
    if (kind === "group") Object.assign(query, { by, q, system });
    try {
      const answer = await this.#latest.run((signal) => getJSON(`${this.#context.path}/${kind}`, query, signal));
      if (!answer) return;
      const top = this.element.scrollTop;
      this.#clear();
      const parts = kind === "goroutine" ? this.#goroutine(answer) : kind === "object" ? this.#object(answer)
        : this.#group(answer);
      replace(this.element, ...parts);
      await this.#loadMembers(query, kind, answer);
      if (isSame) this.element.scrollTop = top;
    } catch (error) {
      // What was selected may be gone from this look: the rest of the view shows what there is.
      this.#clear(h("p", { class: "problem" }, error instanceof Error ? error.message : String(error)));
    }
  }

  /** @param {...import("../shell/dom.js").Child} children */
  #clear(...children) {
    this.#members?.close();
    this.#members = null;
    replace(this.element, ...children);
  }

  /** @param {Record<string, any>} query @param {string} kind @param {any} answer */
  async #loadMembers(query, kind, answer) {
    const place = this.element.querySelector(".members");
    if (!place || answer.waiting === 0) return;
    const label = kind === "group" ? "Goroutines of the group" : "Waiting goroutines";
    this.#members = goroutineList(this.#context.path, label, {
      selected: () => {}, activated: (row) => this.#goTo(row),
    }, true);
    place.append(this.#members.element);
    await this.#members.load({ ...query, sort: "age", descending: true }, new AbortController().signal, false);
  }

  /** @param {Brief} row */
  #goTo(row) {
    if (row.id !== undefined) this.#context.set({ goroutine: row.id, group: null, object: null });
  }

  // Links to others

  /** @param {Brief} brief */
  #goroutineLink(brief) {
    if (brief.id === undefined) return h("span", null, briefText(brief));
    return h("a", { href: this.#link({ goroutine: brief.id, group: null, object: null }) }, briefText(brief));
  }

  /** @param {string} object @param {string} text */
  #objectLink(object, text) {
    return h("a", { href: this.#link({ object, goroutine: null, group: null }) }, text);
  }

  /** @param {string} text @param {string} q */
  #filterLink(text, q) {
    const href = this.#link({ q, goroutine: null, group: null, object: null });
    return h("a", { href, title: `Show only: ${q}` }, text);
  }

  // A goroutine

  /** @param {any} answer @returns {import("../shell/dom.js").Child[]} */
  #goroutine(answer) {
    return [
      h("h2", null, briefText(answer)), ...this.#badges(answer.flags),
      answer.ageSource ? h("p", { class: "faint" }, `It waits ${answer.ageSource}.`) : null,
      this.#facts(answer), ...this.#waits(answer), ...this.#path(answer.path), ...this.#held(answer),
      h("h3", null, "Stack"),
      stackElement(this.#context.document, answer.stack, { label: "Stack", opensAll: this.#opensAll }),
      ...this.#elsewhere(answer),
    ];
  }

  /** @param {string[] | undefined} flags */
  #badges(flags) {
    return flags?.length ? [h("p", { class: "badges" }, flagBadges(flags).flatMap((badge) => [badge, " "]))] : [];
  }

  /** @param {any} answer */
  #facts(answer) {
    const rows = [];
    if (answer.group) rows.push(["Group", h("a", {
      href: this.#link({ group: answer.group, by: null, goroutine: null, object: null, q: null }),
    }, "goroutines with the same stack")]);
    if (answer.creator) rows.push(["Started by", [placeText(answer.creator), answer.parent ? [" in ",
      answer.parentLives ? h("a", { href: this.#link({ goroutine: answer.parent, group: null, object: null }) },
        `goroutine ${answer.parent}`) : `goroutine ${answer.parent}, which has ended`] : null].flat()]);
    if (answer.children) {
      rows.push(["Started", this.#filterLink(plural(answer.children, "goroutine"), `parent == ${answer.id}`)]);
    }
    if (answer.thread) rows.push(["Thread", String(answer.thread)]);
    if (answer.lockedThread) rows.push(["Locked to thread", String(answer.lockedThread)]);
    if (answer.wakesIn !== undefined) {
      rows.push(["Wakes", answer.wakesIn > 0 ? `in ${duration(answer.wakesIn)}` : "the time is over"]);
    }
    if (answer.systemCall) {
      const { name, descriptor, target, queues } = answer.systemCall;
      const file = descriptor === undefined ? "" : `fd ${descriptor}`;
      rows.push(["In", [name, file, target, queues].filter(Boolean).join(" ")]);
    }
    for (const label of answer.labels ?? []) {
      rows.push(["Label", this.#filterLink(`${label.key} = ${label.value}`,
        `label[${JSON.stringify(label.key)}] == ${JSON.stringify(label.value)}`)]);
    }
    return rows.length ? h("dl", { class: "facts-list" }, rows.flatMap(([name, value]) =>
      [h("dt", null, name), h("dd", null, .../** @type {any[]} */ ([value].flat()))])) : null;
  }

  /** @param {any} answer */
  #waits(answer) {
    if (!answer.waits?.length) return [];
    const waits = answer.waits.map((/** @type {any} */ wait) => h("div", { class: "wait" },
      h("p", null, wait.count > 1 ? `${count(wait.count)} × ` : null, this.#objectLink(wait.object, wait.operation)),
      h("p", { class: "faint" }, wait.text),
      wait.blockers ? this.#blockers(wait) : null));
    const rest = answer.waitCount - answer.waits.length;
    return [
      h("h3", null, answer.waits[0].select ? `Waits in a select of ${answer.waitCount}` : "Waits to"),
      ...waits.slice(0, shownWaits),
      waits.length > shownWaits ? h("details", null,
        h("summary", null, `${count(answer.waitCount - shownWaits)} more`), waits.slice(shownWaits),
        rest > 0 ? h("p", { class: "faint" }, `… and ${plural(rest, "more wait")}`) : null) : null,
    ];
  }

  /** Who could end a wait, each with its stack. @param {any} of */
  #blockers(of) {
    if (!of.blockers.length) return h("p", { class: "faint" }, of.other ?? "Nobody is known who could end this.");
    return h("div", { class: "blockers-of" },
      of.blockers.map((/** @type {any} */ blocker) => [
        h("p", null, this.#goroutineLink(blocker), ` ${blocker.relation}`,
          h("span", { class: "faint" }, ` (${percent(blocker.confidence)} sure), in ${placeText(blocker.place)}`)),
        h("details", null, h("summary", null, `Stack of goroutine ${blocker.id}`),
          stackElement(this.#context.document, blocker.stack, { label: `Stack of ${briefText(blocker)}` })),
      ]).flat(),
      of.blockerCount > of.blockers.length
        ? h("p", { class: "faint" }, `… and ${plural(of.blockerCount - of.blockers.length, "more")}`) : null);
  }

  /** @param {any} path */
  #path(path) {
    if (!path || path.steps.length < 2 && !path.cycle) return [];
    return [
      h("h3", null, path.cycle ? "⟳ Waits for itself, in a cycle" : "Waits in the end for"),
      h("ol", { class: "path" },
        path.steps.map((/** @type {any} */ step) => h("li", null, this.#goroutineLink(step.goroutine), " waits for ",
          this.#objectLink(step.object, step.name), h("span", { class: "faint" }, `: the next one ${step.relation}`))),
        h("li", null, h("strong", null, this.#goroutineLink(path.end)), path.cycle ? " – and again from there" : null,
          h("span", { class: "faint" }, ` in ${placeText(path.end.place)}`))),
    ];
  }

  /** @param {any} answer */
  #held(answer) {
    if (!answer.held?.length) return [];
    return [
      h("h3", null, `Holds up ${plural(answer.behind, "goroutine")}`),
      h("ul", { class: "held" }, answer.held.map((/** @type {any} */ held) => h("li", null,
        this.#objectLink(held.object, held.name), ` ${plural(held.waiting, "waits", "wait")} for it`,
        h("span", { class: "faint" }, `; it ${held.relation ?? "holds it up"}`,
          held.confidence === undefined ? "" : ` (${percent(held.confidence)} sure)`)))),
      answer.heldCount > answer.held.length
        ? h("p", { class: "faint" }, `… and ${plural(answer.heldCount - answer.held.length, "more object")}`) : null,
    ];
  }

  /** The same goroutine in other views. @param {any} answer */
  #elsewhere(answer) {
    const trace = sourcesOf(this.#context.document, "trace")[0];
    if (!trace || answer.id === undefined) return [];
    return [h("p", null, h("a", {
      href: address(this.#context.document.id, "timeline", { source: trace.number, goroutine: answer.id }),
    }, `goroutine ${answer.id} on the timeline`))];
  }

  // A group

  /** @param {any} answer @returns {import("../shell/dom.js").Child[]} */
  #group(answer) {
    const states = answer.states.map((/** @type {any} */ state) =>
      `${stateWord(state.state)}${answer.states.length > 1 ? ` (${count(state.count)})` : ""}`).join(", ");
    const ages = answer.oldest === undefined ? null : h("p", null,
      `${ageText(answer.median)} median, ${ageText(answer.oldest)} longest`,
      answer.aged < answer.count ? `, known of ${count(answer.aged)}` : "",
      answer.ageSource ? h("span", { class: "faint" }, ` (${answer.ageSource})`) : null);
    return [
      h("h2", null, `${plural(answer.count, "goroutine")}: ${states}`), ...this.#badges(answer.flags), ages,
      this.#facts({ creator: answer.creator, labels: answer.labels }),
      answer.differingLabels.length
        ? h("p", { class: "faint" }, `Labels that differ: ${answer.differingLabels.join(", ")}`) : null,
      ...this.#waits(answer), ...this.#calls(answer),
      h("h3", null, answer.stackCount < answer.count ? `Stack of ${count(answer.stackCount)} of them` : "Stack"),
      stackElement(this.#context.document, answer.stack, { label: "Stack of the group", opensAll: this.#opensAll }),
      ...answer.hasIDs ? [h("h3", null, "Goroutines, longest wait first"),
        h("p", { class: "faint" }, "Enter goes to one."), h("div", { class: "members" })]
        : [h("p", { class: "faint" }, "This dump counts its goroutines and does not tell them apart.")],
    ];
  }

  /** @param {any} answer */
  #calls(answer) {
    if (!answer.calls.length) return [];
    return [
      h("h3", null, "Is in"),
      h("ul", null, answer.calls.map((/** @type {any} */ call) => h("li", null,
        `${count(call.count)} × ${call.name}`, call.descriptor === undefined ? "" : ` fd ${call.descriptor}`,
        ` ${call.target}`))),
      answer.callCount > answer.calls.length
        ? h("p", { class: "faint" }, `… and ${count(answer.callCount - answer.calls.length)} more`) : null,
    ];
  }

  // An object

  /** @param {any} answer @returns {import("../shell/dom.js").Child[]} */
  #object(answer) {
    const reasons = answer.holders.filter((/** @type {any} */ holder) => holder.reasons.length);
    return [
      h("h2", null, answer.name),
      h("p", null, answer.text),
      h("h3", null, "Who could end the wait"), this.#blockers(answer),
      reasons.length ? h("details", null, h("summary", null, "Why sonde thinks that they hold it"),
        h("ul", null, reasons.map((/** @type {any} */ holder) => h("li", null,
          h("a", { href: this.#link({ goroutine: holder.id, object: null, group: null }) }, `goroutine ${holder.id}`),
          ` (${percent(holder.confidence)}): ${holder.reasons.join("; ")}`,
          holder.frame ? h("span", { class: "faint" }, `; taken in ${placeText(holder.frame)}`) : null)))) : null,
      h("h3", null, `${plural(answer.waiting, "goroutine waits", "goroutines wait")} for it`),
      answer.behind > answer.waiting
        ? h("p", { class: "faint" }, `${plural(answer.behind, "goroutine")} with those that wait behind them`) : null,
      h("div", { class: "members" }),
    ];
  }
}
