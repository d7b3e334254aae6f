// What is open, how far opening the rest is, and opening more.

import { h } from "./dom.js";
import { request } from "./api.js";
import { address, go } from "./route.js";

/**
 * @param {import("./views.js").OpenDocument[]} documents
 * @param {{chosen: number | undefined, fail: (error: unknown) => void}} options
 */
export function startPage(documents, { chosen, fail }) {
  const field = h("input", {
    type: "text", id: "open-target", size: "60", spellcheck: "false", autocomplete: "off",
    placeholder: "trace.out, cpu.pb.gz, build.capture, case/, 4711, name:checkout, http://127.0.0.1:6060",
  });
  const form = h("form", {
    class: "open", onsubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      const target = field.value.trim();
      if (!target) return;
      try {
        const answer = await request("/api/documents", {}, { method: "POST", body: JSON.stringify([target]) });
        const { documents: all } = await answer.json();
        go(address(Math.max(...all.map((/** @type {{id: number}} */ each) => each.id)), "findings"));
      } catch (error) {
        fail(error);
      }
    },
  }, h("label", { for: "open-target" }, "Open a file, a case, a process or a server"), field,
  h("button", null, "Open"));
  const isGone = chosen !== undefined && !documents.some((document) => document.id === chosen);
  return h("div", { class: "start" },
    h("h1", null, documents.length ? "Open" : "Nothing is open"),
    isGone ? h("p", { class: "problem" }, `There is no document ${chosen}: it was closed, or sonde was started anew.`) : null,
    h("ul", { class: "documents" }, documents.map((document) => item(document, fail))), form);
}

/** @param {import("./views.js").OpenDocument} document @param {(error: unknown) => void} fail */
function item(document, fail) {
  const close = h("button", {
    type: "button", "aria-label": `${document.state === "opening" ? "Cancel" : "Close"} ${document.title}`,
    onclick: () => request(`/api/documents/${document.id}`, {}, { method: "DELETE" }).catch(fail),
  }, document.state === "opening" ? "Cancel" : "Close");
  switch (document.state) {
    case "opening":
      return h("li", null, h("strong", null, document.title), " ",
        h("progress", { "aria-label": `opening ${document.title}`, value: document.part ?? null, max: 1 }), " ",
        document.progress || "opening", " ", close);
    case "failed":
      return h("li", null, h("strong", null, document.title), " ", h("span", { class: "problem" }, document.reason), " ",
        close);
    default:
      return h("li", null, h("a", { href: address(document.id, "findings") }, document.title), " ",
        h("span", { class: "faint" }, [...new Set(document.sources?.map((source) => source.kind))].join(", ")), " ", close);
  }
}
