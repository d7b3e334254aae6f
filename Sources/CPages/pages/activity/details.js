// What is known of one event: its columns, its stack, its process.

import { h, replace } from "../shell/dom.js";
import { duration, shortPath } from "../shell/format.js";

/** @param {string} term @param {import("../shell/dom.js").Child} text */
function item(term, text) {
  return text === "" || text === null || text === undefined ? [] : [h("dt", null, term), h("dd", null, text)];
}

/**
 * @param {HTMLElement} place
 * @param {any} event what the server says of it
 * @param {{close: () => void, process: (number: number) => void, only: (process: any) => void,
 *   frame: (title: string) => void}} does
 */
export function showEvent(place, event, does) {
  const { process } = event;
  replace(
    place,
    h(
      "section",
      { "aria-label": "Event" },
      h(
        "h2",
        null,
        `Event ${event.event + 1} `,
        h("span", { class: "faint" }, event.class),
        h("button", { type: "button", class: "close", "aria-label": "Close the details", onclick: does.close }, "×"),
      ),
      h(
        "dl",
        { class: "code" },
        event.columns.flatMap((/** @type {any} */ column) => item(column.title, column.text)),
        item(
          "Took",
          event.durationNanoseconds === undefined
            ? (event.isUnfinished ? "had not ended" : "")
            : duration(event.durationNanoseconds),
        ),
        item("Descriptor", event.descriptor),
      ),
    ),
    h(
      "section",
      { "aria-label": "Stack" },
      h("h2", null, "Stack ", h("span", { class: "faint" }, event.stack.length ? "innermost first" : "")),
      event.stack.length
        ? h(
          "ol",
          { class: "frames code" },
          event.stack.map((/** @type {any} */ frame) =>
            h(
              "li",
              {
                title: frame.module ?? (frame.file ? `${frame.file}:${frame.line}` : frame.address ?? ""),
              },
              h("button", { type: "button", class: "link", onclick: () => does.frame(frame.title) }, frame.title),
              " ",
              h(
                "span",
                { class: "faint" },
                frame.file ? `${shortPath(frame.file)}:${frame.line}` : frame.address ?? "",
              ),
            )
          ),
        )
        : h("p", { class: "faint" }, "The log has no stack of it."),
    ),
    process
      ? h(
        "section",
        { "aria-label": "Process" },
        h("h2", null, "Process"),
        h(
          "p",
          null,
          h("button", { type: "button", onclick: () => does.process(process.number) }, "In the tree"),
          " ",
          h("button", { type: "button", onclick: () => does.only(process) }, "Only its events"),
        ),
        h(
          "dl",
          { class: "code" },
          item("What", process.title),
          item("PID", process.id),
          item("Name", process.name),
          item("Parent", process.parent ? `${process.parent} (${process.parentID})` : process.parentID || ""),
          item("Image", process.image),
          item("Command", process.commandLine),
          item("Folder", process.workingDirectory),
          item("User", process.user),
          item("Company", process.company),
          item("Description", process.description),
          item("Version", process.version),
          item("Integrity", process.integrity),
          item("Build", process.buildID),
          item("Began", process.startNanoseconds === undefined ? "before the log" : duration(process.startNanoseconds)),
          item("Ended", process.endNanoseconds === undefined ? "not in the log" : duration(process.endNanoseconds)),
          item("Exit", process.exitStatus),
          item("Signal", process.signal),
          item("Modules", process.modules || ""),
        ),
      )
      : null,
  );
}
