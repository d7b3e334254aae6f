// The report: causes first, each fact a link to the view that shows it.

import { h, replace } from "../shell/dom.js";
import { getJSON, download, isAborted } from "../shell/api.js";
import { percent, shortFunction, shortPath, duration } from "../shell/format.js";
import { factAddress, frameAddress } from "./links.js";

/** @typedef {import("../shell/views.js").Context} Context */

/** @type {import("../shell/views.js").View} */
export const findings = {
  name: "findings",
  title: "Findings",
  has: () => true,
  open: (place, context) => new Findings(place, context),
};

class Findings {
  #context;
  #body = h("div", { class: "findings" });
  #asking = new AbortController();
  #current = 0;
  /** @type {any} */
  #report = null;

  /** @param {HTMLElement} place @param {Context} context */
  constructor(place, context) {
    this.#context = context;
    place.append(this.#body);
    replace(this.#body, h("p", { role: "status" }, "Looking for causes …"));
    this.#load();
  }

  keys = [
    { keys: ["j", "ArrowDown"], does: "next finding", run: () => this.#go(this.#current + 1) },
    { keys: ["k", "ArrowUp"], does: "finding before", run: () => this.#go(this.#current - 1) },
    { keys: ["Tab"], does: "next fact, Enter follows it into its view" },
  ];

  exports = [
    ["JSON", "json", "json"], ["Markdown, for a ticket", "markdown", "md"], ["Page (HTML)", "html", "html"],
    ["Text", "text", "txt"],
  ].map(([text, form, ending]) => ({
    text, run: () => download(`${this.#context.path}/${form}`, {}, `findings.${ending}`),
  }));

  close() { this.#asking.abort(); }

  async #load() {
    try {
      this.#report = await getJSON(this.#context.path, {}, this.#asking.signal);
      this.#draw();
    } catch (error) {
      if (isAborted(error)) return;
      const kinds = [...new Set(this.#context.document.sources?.map((source) => source.kind))].join(", ");
      replace(this.#body, h("h1", null, this.#context.document.title),
        h("p", null, error instanceof Error ? error.message : String(error)),
        kinds ? h("p", { class: "faint" }, `The other views show what was opened: ${kinds}.`) : null);
    }
  }

  /** @param {number} number */
  #go(number) {
    const sections = [...this.#body.querySelectorAll(".finding")];
    if (!sections.length) return;
    this.#current = Math.max(0, Math.min(number, sections.length - 1));
    sections.forEach((section, index) => section.classList.toggle("current", index === this.#current));
    const section = /** @type {HTMLElement} */ (sections[this.#current]);
    section.focus({ preventScroll: true });
    section.scrollIntoView({ block: "nearest" });
  }

  #draw() {
    const { target, findings, collected, lacking } = this.#report;
    const facts = [target.goVersion, target.module, target.revision?.slice(0, 12)].filter(Boolean);
    replace(this.#body,
      h("h1", null, this.#context.document.title),
      h("p", { class: "faint" }, [target.executable, ...facts].filter(Boolean).join(" · ")),
      findings.length ? findings.map((/** @type {any} */ finding) => this.#finding(finding)) :
        h("p", null, "Nothing was diagnosed: see below for what could be collected."),
      this.#times(this.#report.times), this.#collected(collected),
      lacking.length ? h("section", null, h("h2", null, "Could not be had"), h("ul", null,
        lacking.map((/** @type {any} */ each) => h("li", null, `${each.evidence}: ${each.reason}`,
          each.command ? h("pre", { class: "command" }, each.command) : null)))) : null);
  }

  /** @param {any} finding */
  #finding(finding) {
    const sure = percent(finding.confidence);
    return h("section", { class: "finding", tabindex: "-1", "aria-labelledby": `finding-${finding.rank}` },
      h("h2", { id: `finding-${finding.rank}` }, `${finding.rank}. `, h("code", null, finding.cause), " ",
        h("span", { class: `badge severity-${finding.severity}` }, finding.severity), " ",
        h("span", { class: "faint" }, `${sure} sure`)),
      h("p", { class: "summary" }, finding.summary),
      this.#subject(finding),
      this.#facts("For", finding.supports, finding), this.#facts("Against", finding.refutes, finding),
      finding.missing.length ? [h("h3", null, "Would make it surer"), h("ul", null,
        finding.missing.map((/** @type {any} */ each) => h("li", null, each.evidence,
          each.command ? h("pre", { class: "command" }, each.command) : null)))] : null,
      finding.explained?.length ? [h("h3", null, "Explains"), h("ul", { class: "facts" },
        finding.explained.map((/** @type {any} */ each) => h("li", null, h("code", null, each.cause), " ", each.summary)))] : null,
      finding.remedy ? [h("h3", null, "What to do"), h("p", null, finding.remedy)] : null,
      finding.verify ? [h("h3", null, "How to check it"), h("p", null, finding.verify)] : null);
  }

  /** @param {any} finding */
  #subject(finding) {
    const { subject } = finding;
    if (!subject.title && !subject.frames.length) return null;
    const { document } = this.#context;
    return [
      h("h3", null, subject.kind ? subject.kind[0].toUpperCase() + subject.kind.slice(1) : "Subject"),
      subject.title ? h("p", { class: "code" }, subject.title) : null,
      subject.frames.length ? h("ol", { class: "frames code" }, subject.frames.map((/** @type {any} */ frame) => {
        const link = frameAddress(document, frame);
        const name = shortFunction(frame.function);
        return h("li", { title: `${frame.function} ${frame.file}:${frame.line}` },
          link ? h("a", { href: link }, name) : name, " ",
          h("span", { class: "faint" }, `${shortPath(frame.file)}:${frame.line}`));
      })) : null,
    ].flat();
  }

  /** @param {string} title @param {any[]} facts @param {any} finding */
  #facts(title, facts, finding) {
    if (!facts.length) return null;
    return [h("h3", null, title), h("ul", { class: "facts" }, facts.map((fact) => {
      const link = factAddress(this.#context.document, fact, finding);
      return h("li", null, link ? h("a", { href: link }, fact.fact) : fact.fact, " ",
        h("span", { class: "faint" }, `(${fact.evidence})`));
    }))];
  }

  /** @param {any[] | undefined} times */
  #times(times) {
    if (!times?.length) return null;
    const total = times.reduce((sum, each) => sum + each.nanoseconds, 0);
    return h("section", null, h("h2", null, "Where the time went"), h("table", null,
      h("thead", null, h("tr", null, ["Took", "Share", "Actions", "What"].map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", null, times.map((each) => h("tr", null,
        h("td", { class: "number" }, duration(each.nanoseconds)),
        h("td", { class: "number" }, percent(each.nanoseconds / total)),
        h("td", { class: "number" }, each.count || ""), h("td", null, each.title ?? each.name))))));
  }

  /** @param {any[]} collected */
  #collected(collected) {
    return h("section", null, h("h2", null, "Collected"), h("ul", null, collected.map((each) => h("li", null,
      `${each.evidence}: ${each.source}`,
      each.durationNanoseconds ? h("span", { class: "faint" }, `, ${duration(each.durationNanoseconds)}`) : null,
      each.quality.length ? h("ul", null, each.quality.map((/** @type {any} */ counter) =>
        h("li", { class: counter.severity === "info" ? "faint" : "" }, `${counter.value} ${counter.explanation}`))) : null))));
  }
}
