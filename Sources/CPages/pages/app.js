// Begin of the pages: the list of what is open, the views of one document, and what all views share.

import { h, replace } from "./shell/dom.js";
import { request, isAborted } from "./shell/api.js";
import { currentRoute, address, go, followLinks } from "./shell/route.js";
import { listenToKeys, setKeys, showKeys } from "./shell/keys.js";
import { nextTheme, theme, watchTheme } from "./shell/theme.js";
import { views } from "./shell/views.js";
import { startPage } from "./shell/start.js";

/** @typedef {import("./shell/views.js").OpenDocument} OpenDocument */

/** @type {OpenDocument[]} */
let documents = [];
let isKnown = false;
/** @type {{document: number, view: string, state: string, open: import("./shell/views.js").OpenView} | null} */
let shown = null;

const place = h("main", { id: "view", tabindex: "-1" });
const navigation = h("nav", { "aria-label": "Views" });
const working = h("div", { class: "working", role: "status" });
const message = h("p", { class: "message", role: "status", "aria-live": "polite" });
const documentChoice = h("select", {
  "aria-label": "Document", onchange: () => go(address(Number(documentChoice.value), "findings")),
});
const exportMenu = h("select", { "aria-label": "Export", onchange: () => runExport() });
const themeButton = h("button", { type: "button", onclick: () => showTheme(nextTheme()) });

document.body.append(
  h("a", { class: "skip", href: "#view" }, "Skip to the view"),
  h("header", null,
    h("a", { class: "brand", href: "/" }, "sonde"), documentChoice, navigation, h("span", { class: "stretch" }),
    exportMenu, themeButton,
    h("button", { type: "button", title: "Keys", onclick: showKeys }, "Keys ", h("kbd", null, "?"))),
  place, h("footer", null, message, working));

/** @param {string} name */
function showTheme(name) {
  replace(themeButton, `Theme: ${name}`);
}

let problemTimer = 0;

/** @param {string} text */
function say(text) {
  clearTimeout(problemTimer);
  message.classList.remove("problem");
  if (message.textContent !== text) message.textContent = text;
}

/** @param {unknown} error */
function fail(error) {
  if (isAborted(error)) return;
  say(error instanceof Error ? error.message : String(error));
  message.classList.add("problem");
  problemTimer = setTimeout(() => message.classList.remove("problem"), 8000);
}

function runExport() {
  const item = shown?.open.exports[exportMenu.selectedIndex - 1];
  exportMenu.selectedIndex = 0;
  Promise.resolve().then(() => item?.run()).catch(fail);
}

/** Redraws what surrounds the view. @param {OpenDocument | undefined} document @param {string} view */
function drawHeader(document, view) {
  replace(documentChoice, documents.map((each) =>
    h("option", { value: each.id, selected: each.id === document?.id }, each.title)));
  documentChoice.hidden = documents.length === 0 || !document;
  const offered = document?.state === "ready" ? views.filter((each) => each.has(document)) : [];
  replace(navigation, h("ul", null, offered.map((each) => h("li", null, h("a", {
    href: address(document?.id ?? 0, each.name), "aria-current": each.name === view ? "page" : false,
  }, each.title)))));
  replace(exportMenu, h("option", { value: "" }, "Export…"),
    (shown?.open.exports ?? []).map((item) => h("option", null, item.text)));
  exportMenu.hidden = !shown?.open.exports.length;
  setKeys("all", "Everywhere", [
    { keys: ["?"], does: "these keys", run: showKeys },
    ...offered.map((each, index) => ({
      keys: [String(index + 1)], does: each.title, run: () => go(address(document?.id ?? 0, each.name)),
    })),
    { keys: ["0"], does: "all that is open, and opening more", run: () => go("/") },
    { keys: ["/"], does: "search in the view", run: () => {
      const field = place.querySelector("input[type=search]");
      if (field instanceof HTMLInputElement) field.select();
    } },
    { keys: ["e"], does: "export", run: () => {
      exportMenu.focus();
      if (!exportMenu.hidden) exportMenu.showPicker?.();
    } },
    { keys: ["t"], does: "light, dark, or as the system has it", run: () => showTheme(nextTheme()) },
  ]);
}

function closeView() {
  shown?.open.close();
  shown = null;
  setKeys("view", "", []);
  replace(place);
  say("");
}

/** @param {OpenDocument} document @param {import("./shell/views.js").View} view @param {URLSearchParams} parameters */
function openView(document, view, parameters) {
  closeView();
  const open = view.open(place, {
    document, path: `/api/documents/${document.id}/${view.name}`, parameters, say, fail,
    set: (change, replaces) => {
      const changed = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries(change)) {
        if (value === null || value === undefined || value === "" || value === false) changed.delete(name);
        else changed.set(name, value === true ? "1" : String(value));
      }
      if (currentRoute()?.view === view.name) go(address(document.id, view.name, changed), replaces);
    },
  });
  shown = { document: document.id, view: view.name, state: document.state, open };
  setKeys("view", view.title, open.keys);
  globalThis.document.title = `${document.title} – ${view.title} – sonde`;
}

/** Shows what the address says. */
function show() {
  if (!isKnown) return;
  const route = currentRoute();
  const document = documents.find((each) => each.id === route?.document);
  if (!route || !document || document.state !== "ready") {
    // Who opened one document wants to see it, and not a list of one.
    const only = documents.length === 1 && !route && history.length <= 2 ? documents[0] : undefined;
    if (only?.state === "ready") return go(address(only.id, "findings"), true);
    closeView();
    drawHeader(undefined, "");
    replace(place, startPage(documents, { chosen: route?.document, fail }));
    globalThis.document.title = "sonde";
    return;
  }
  const view = views.find((each) => each.name === route.view && each.has(document)) ??
    views.find((each) => each.has(document));
  if (!view) return;
  if (view.name !== route.view) return go(address(document.id, view.name, route.parameters), true);
  if (shown?.document === document.id && shown.view === view.name) shown.open.update?.(route.parameters);
  else openView(document, view, route.parameters);
  drawHeader(document, view.name);
}

/**
 * What sonde works on that takes longer.
 * @param {{number: number, text: string, part?: number}[]} work
 */
function drawWork(work) {
  replace(working, work.slice(0, 3).map((each) => h("span", null, `${each.text} `,
    h("progress", { "aria-label": each.text, value: each.part ?? null, max: 1 }), " ",
    h("button", { type: "button", "aria-label": `Cancel ${each.text}`,
      onclick: () => request(`/api/work/${each.number}`, {}, { method: "DELETE" }).catch(fail) }, "Cancel"), " ")));
}

function listen() {
  const events = new EventSource("/api/events");
  events.addEventListener("documents", (event) => {
    const before = JSON.stringify(documents);
    const answer = JSON.parse(event.data);
    documents = answer.documents;
    isKnown = true;
    drawWork(answer.work);
    if (message.dataset.lost) {
      delete message.dataset.lost;
      say("");
    }
    if (JSON.stringify(documents) !== before || !shown) show();
  });
  events.onerror = () => {
    message.dataset.lost = "1";
    say("sonde has ended, or was started anew: open the address that it printed.");
  };
}

followLinks();
listenToKeys();
watchTheme();
showTheme(theme());
addEventListener("sonde:route", show);
addEventListener("unhandledrejection", (event) => fail(event.reason));
listen();
request("/api/documents").then((response) => response.json()).then((answer) => {
  if (isKnown) return;
  documents = answer.documents;
  isKnown = true;
  show();
}).catch(fail);
