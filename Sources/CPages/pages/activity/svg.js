// Drawings of tables with bars, as files: SVG, and PNG made of it.

import { save } from "../shell/api.js";
import { color } from "../shell/theme.js";

/**
 * @typedef {object} DrawnRow
 * @property {string} text
 * @property {string[]} cells before the bar
 * @property {{start: number, end: number, color: string, opacity?: number}[]} bars parts of the axis, from 0 to 1
 */

/** @param {string} text */
function escape(text) {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "\ufffd").replaceAll("&", "&amp;").replaceAll(
    "<",
    "&lt;",
  )
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/**
 * @param {{title: string, columns: {title: string, width: number}[], axis: string, rows: DrawnRow[], left: number}} drawing
 *   widths in pixels; `left` is that of the texts
 */
export function drawRows({ title, columns, axis, rows, left }) {
  const [line, bar] = [20, 420];
  const width = left + columns.reduce((sum, column) => sum + column.width, 0) + bar + 24;
  const height = (rows.length + 2) * line + 20;
  const ink = color("--ink");
  const faint = color("--faint");
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escape(title)}</title>`,
    `<rect width="100%" height="100%" fill="${color("--paper")}"/>`,
    `<text x="8" y="18" fill="${ink}" font-weight="bold">${escape(title)}</text>`,
  ];
  const barLeft = width - bar - 8;
  let x = left;
  columns.forEach((column) => {
    x += column.width;
    parts.push(
      `<text x="${x - 8}" y="${line * 2 - 2}" text-anchor="end" fill="${faint}">${escape(column.title)}</text>`,
    );
  });
  parts.push(`<text x="${barLeft}" y="${line * 2 - 2}" fill="${faint}">${escape(axis)}</text>`);
  rows.forEach((row, index) => {
    const y = (index + 2) * line + 14;
    const limit = Math.floor(left / 6.4);
    const text = row.text.length > limit ? `${row.text.slice(0, limit - 1)}…` : row.text;
    parts.push(`<text x="8" y="${y}" xml:space="preserve" fill="${ink}">${escape(text)}</text>`);
    let x = left;
    row.cells.forEach((cell, number) => {
      x += columns[number]?.width ?? 0;
      parts.push(`<text x="${x - 8}" y="${y}" text-anchor="end" fill="${ink}">${escape(cell)}</text>`);
    });
    for (const { start, end, color, opacity } of row.bars) {
      const from = Math.max(0, Math.min(1, start)) * bar;
      const length = Math.max(1, Math.min(1, end) * bar - from);
      parts.push(
        `<rect x="${(barLeft + from).toFixed(1)}" y="${y - 11}" width="${
          length.toFixed(1)
        }" height="13" fill="${color}"${opacity === undefined ? "" : ` fill-opacity="${opacity.toFixed(2)}"`}/>`,
      );
    }
  });
  return `${parts.join("\n")}\n</svg>\n`;
}

/** @param {string} svg @param {string} name without ending */
export function saveSVG(svg, name) {
  save(new Blob([svg], { type: "image/svg+xml" }), `${name}.svg`);
}

/** @param {string} svg @param {string} name without ending */
export async function savePNG(svg, name) {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    // Browsers have no larger canvases.
    const scale = Math.min(2, 16_000 / Math.max(image.width, image.height));
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    const context = canvas.getContext("2d");
    context?.scale(scale, scale);
    context?.drawImage(image, 0, 0);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob) save(blob, `${name}.png`);
    else throw new Error("The browser could not draw it: it is too large.");
  } finally {
    URL.revokeObjectURL(address);
  }
}
