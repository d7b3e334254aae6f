// A stack: frames of the program, and runs of others folded into one line that opens.

import { h } from "../shell/dom.js";
import { frameAddress } from "../findings/links.js";
import { plural } from "./words.js";

/** @typedef {import("./words.js").Frame} Frame */
/** @typedef {{count: number, parts: {folded: boolean, frames: Frame[]}[]}} Stack */

/**
 * @param {import("../shell/views.js").OpenDocument} document
 * @param {Stack} stack
 * @param {{label: string, opensAll?: boolean}} options
 */
export function stackElement(document, stack, { label, opensAll }) {
  if (!stack.count) return h("p", { class: "faint" }, "The stack is not known.");
  const shown = stack.parts.reduce((sum, part) => sum + part.frames.length, 0);
  return h("div", { class: "stack code", role: "group", "aria-label": label },
    stack.parts.map((part) => part.folded
      ? h("details", { class: "stack-fold", open: opensAll ?? false },
        h("summary", null, foldText(part.frames)), frameList(document, part.frames))
      : frameList(document, part.frames)),
    stack.count > shown ? h("p", { class: "faint" }, `… and ${plural(stack.count - shown, "outer frame")}`) : null);
}

/** @param {Frame[]} frames */
function foldText(frames) {
  const [first, last] = [frames[0], frames[frames.length - 1]];
  const names = frames.length === 1 ? first.short : `${first.short} … ${last.short}`;
  return `${plural(frames.length, "library frame")}: ${names}`;
}

/** @param {import("../shell/views.js").OpenDocument} document @param {Frame[]} frames */
function frameList(document, frames) {
  return h("ol", { class: "frames" }, frames.map((frame) => {
    const link = frameLink(document, frame);
    const inlined = frame.inlined ? " (inlined)" : "";
    return h("li", { title: `${frame.function}\n${frame.file ?? ""}:${frame.line}${inlined}` },
      link ? h("a", { href: link }, frame.short)
        : h("span", { class: frame.library ? "faint" : "own-frame" }, frame.short),
      " ", h("span", { class: "faint" }, `${frame.at ?? ""}${frame.inlined ? " inlined" : ""}`));
  }));
}

/**
 * Where else the frame is seen: in its source, or in a profile.
 * @param {import("../shell/views.js").OpenDocument} document
 * @param {Frame} frame
 */
function frameLink(document, frame) {
  const link = frameAddress(document, { function: frame.function, file: frame.file ?? "", line: frame.line });
  return link?.includes("/goroutines?") ? null : link;
}
