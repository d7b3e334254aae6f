// The view as files: the drawing, the intervals that are seen, and the window for other tools.

import { download, save } from "../shell/api.js";
import { duration } from "../shell/format.js";
import { most, rulerHeight } from "./drawing.js";
import { tickStep, tickText } from "./axis.js";
import { nameOf } from "./layer.js";
import { states } from "./states.js";

/** @typedef {import("./timeline.js").TimelineView} TimelineView */

/** @param {TimelineView} view @returns {import("../shell/views.js").ExportItem[]} */
export function exportsOf(view) {
  const window = () => ({
    source: view.source, from: Math.max(0, Math.floor(view.from)), to: Math.ceil(Math.min(view.to, view.length)),
  });
  const whole = [
    { text: "SVG of what is seen", run: () => save(new Blob([svg(view)], { type: "image/svg+xml" }), "timeline.svg") },
    { text: "PNG of what is seen", run: () => png(view) },
    { text: "CSV of the intervals that are seen", run: () => save(new Blob([csv(view)], { type: "text/csv" }), "timeline-seen.csv") },
  ];
  const isTrace = view.context.document.sources?.[view.source]?.kind === "trace";
  if (!isTrace) return whole;
  return [...whole,
    { text: "CSV of all intervals of the window", run: () => download(`${view.context.path}/export/csv`, window(), "timeline.csv") },
    { text: "Perfetto, the window", run: () => download(`${view.context.path}/export/perfetto`, window(), "timeline.perfetto-trace") },
    { text: "Chrome trace, the window", run: () => download(`${view.context.path}/export/chrome`, window(), "timeline.json") },
    { text: "pprof, waits of the window", run: () =>
      download(`${view.context.path}/export/profile`, { ...window(), kind: "wait" }, "wait.pb.gz") },
    { text: "pprof, CPU samples of the window", run: () =>
      download(`${view.context.path}/export/profile`, { ...window(), kind: "cpu" }, "cpu.pb.gz") },
  ];
}

/** Rows that are seen, with the spans of each in the window. @param {TimelineView} view */
function seen(view) {
  const height = view.surface.height;
  return view.rows.filter((row) => row.top + row.height > view.scroll && row.top < view.scroll + height - rulerHeight)
    .map((row) => {
      const layer = view.layers.find((each) => each?.rows.has(row.id) && each.covers(view.from, view.to)) ??
        view.layers.find((each) => each?.rows.has(row.id));
      const content = layer?.rows.get(row.id);
      return { row, spans: layer && content ? layer.contents(content, view.from, view.to) : [] };
    });
}

/** @param {TimelineView} view */
function csv(view) {
  const quote = (/** @type {string | number} */ value) => `"${String(value).replaceAll('"', '""')}"`;
  const lines = [["row", "state", "start_ns", "end_ns", "duration_ns", "goroutine", "what"].join(",")];
  for (const { row, spans } of seen(view)) {
    for (const span of spans) {
      lines.push([quote(row.hint ?? row.title), quote(nameOf(span)), Math.round(span.start), Math.round(span.end), Math.round(span.end - span.start),
        span.goroutine >= 0 ? span.goroutine : "", quote(span.text)].join(","));
    }
  }
  return `${lines.join("\r\n")}\r\n`;
}

/** The canvas with the names of its rows. @param {TimelineView} view */
async function png(view) {
  const { canvas } = view;
  const ratio = devicePixelRatio;
  const side = 240;
  const copy = document.createElement("canvas");
  copy.width = canvas.width + side * ratio;
  copy.height = canvas.height;
  const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext("2d"));
  const colors = view.colors.named;
  context.fillStyle = colors.panel;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, side * ratio, 0);
  context.scale(ratio, ratio);
  context.fillStyle = colors.ink;
  context.font = "12px system-ui, sans-serif";
  context.textBaseline = "middle";
  for (const { row } of seen(view)) {
    context.fillText(row.title, 6 + (row.level - 1) * 12, row.top - view.scroll + rulerHeight + Math.min(row.height / 2, 12), side - 16);
  }
  const blob = await new Promise((resolve) => copy.toBlob(resolve, "image/png"));
  save(blob, "timeline.png");
}

const escapes = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" });

/** @param {string} text */
function escaped(text) {
  // Characters that XML forbids may be in names that a trace claims.
  return text.replace(/[&<>"]/g, (letter) => escapes[letter]).replace(/[^\t\n\r -\ud7ff\ue000-\uffff]/g, "\ufffd");
}

/** What is seen as a drawing: single spans as rectangles, pixels of many as the picture that the canvas shows. @param {TimelineView} view */
function svg(view) {
  const { width, height } = view.surface;
  const side = 240;
  const perPixel = (view.to - view.from) / width;
  const colors = view.colors;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width + side}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<title>${escaped(`${view.context.document.title}: ${duration(view.to - view.from)}`)}</title>`,
    `<rect width="100%" height="100%" fill="${colors.named.panel}"/>`,
    `<image x="${side}" y="0" width="${width}" height="${height}" href="${view.canvas.toDataURL("image/png")}"/>`,
  ];
  lines.push(`<clipPath id="names"><rect width="${side - 4}" height="${height}"/></clipPath>`);
  const step = tickStep(perPixel);
  for (let tick = Math.ceil(view.from / step) * step; tick <= view.to; tick += step) {
    const x = (side + (tick - view.from) / perPixel).toFixed(1);
    lines.push(`<text x="${x}" y="14" fill="${colors.named.faint}"><title>${escaped(tickText(tick, step, view.to))}</title></text>`);
  }
  for (const { row, spans } of seen(view)) {
    const top = row.top - view.scroll + rulerHeight;
    const layer = view.layers.find((each) => each?.rows.has(row.id));
    lines.push(`<text x="${6 + (row.level - 1) * 12}" y="${(top + Math.min(row.height / 2, 12) + 4).toFixed(1)}" fill="${colors.named.ink}" clip-path="url(#names)">` +
      `${escaped(row.title)}<title>${escaped(`${row.hint ?? row.title} ${most(layer, row)}`)}</title></text>`);
    for (const span of spans) {
      // What is many, or a level, is in the picture alone.
      if (span.index < 0) continue;
      const a = Math.max(0, (span.start - view.from) / perPixel);
      const b = Math.min(width, (span.end - view.from) / perPixel);
      const tall = row.height * states[span.state].height;
      lines.push(`<rect x="${(side + a).toFixed(1)}" y="${(top + row.height - tall).toFixed(1)}" width="${Math.max(0.5, b - a).toFixed(1)}" ` +
        `height="${tall.toFixed(1)}" fill="${colors.css[span.state]}" fill-opacity="0"><title>` +
        `${escaped(`${states[span.state].name} ${span.goroutine >= 0 ? `G ${span.goroutine} ` : ""}${span.text} ${duration(span.end - span.start)}`)}</title></rect>`);
    }
  }
  lines.push("</svg>");
  return `${lines.join("\n")}\n`;
}
