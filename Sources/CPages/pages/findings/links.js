// From a fact to the view that shows it, with the same selection.

import { address } from "../shell/route.js";

/** @typedef {import("../shell/views.js").OpenDocument} OpenDocument */

/** Kinds of sources that a fact's evidence may come from, and the view that shows them. */
const places = /** @type {[RegExp, string, string][]} */ ([
  [/goroutine|wait-for|runtime state|lock/i, "goroutines", "goroutines"],
  [/trace/i, "trace", "timeline"],
  [/system activity|capture|looks at the machine|network|start-up/i, "activity", "activity"],
  [/profile|samples|heap|alloc|mutex|block|processor/i, "profile", "flame"],
  [/compiler|build|source/i, "compiler", "code"],
]);

/** @param {OpenDocument} document @param {string} kind */
function sourceNumber(document, kind) {
  return (document.sources ?? []).findIndex((source) => source.kind === kind);
}

/**
 * @param {OpenDocument} document
 * @param {{fact: string, evidence: string, reference: string}} fact
 * @param {any} finding
 * @returns {string | null}
 */
export function factAddress(document, fact, finding) {
  for (const [words, kind, view] of places) {
    if (!words.test(fact.evidence)) continue;
    const source = sourceNumber(document, kind);
    if (source < 0) continue;
    return address(document.id, view, { source, ...selection(view, fact, finding) });
  }
  return null;
}

/** What the view is to select. @param {string} view @param {any} fact @param {any} finding */
function selection(view, fact, finding) {
  const user = finding.subject.frames.find((/** @type {any} */ frame) => !/^(runtime|sync|internal|os|net|syscall)[./]/.test(frame.function)) ??
    finding.subject.frames[0];
  const goroutine = /\bgoroutine (\d+)\b/.exec(fact.fact) ?? /\bgoroutine (\d+)\b/.exec(fact.reference ?? "");
  switch (view) {
    case "goroutines": return goroutine ? { goroutine: goroutine[1] } : { object: finding.subject.address, q: finding.subject.address ? null : user?.function };
    case "timeline": return { goroutine: goroutine?.[1], q: goroutine ? null : user?.function };
    case "activity": return { q: finding.subject.kind === "file" ? finding.subject.title : null };
    case "flame": return { q: user?.function };
    case "code": return { function: user?.function };
    default: return {};
  }
}

/** @param {OpenDocument} document @param {{function: string, file: string, line: number}} frame */
export function frameAddress(document, frame) {
  const compiler = (document.sources ?? []).some((source) => ["compiler", "executable"].includes(source.kind));
  if (compiler) return address(document.id, "code", { function: frame.function, line: frame.line });
  const profile = sourceNumber(document, "profile");
  if (profile >= 0) return address(document.id, "flame", { source: profile, q: frame.function });
  const goroutines = sourceNumber(document, "goroutines");
  if (goroutines >= 0) return address(document.id, "goroutines", { source: goroutines, q: frame.function });
  return null;
}
