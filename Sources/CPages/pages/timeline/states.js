// States of rows: names, colours and patterns, so that no state is told by its hue alone.

import { color } from "../shell/theme.js";

/**
 * @typedef {object} State
 * @property {string} name as the legend has it
 * @property {string} variable of style.css
 * @property {(x: number, y: number) => boolean} mark where the pattern has a stroke
 * @property {number} height of a single span, as a part of its row
 * @property {string} pattern in words
 */

const diagonal = (/** @type {number} */ x, /** @type {number} */ y) => ((x + y) & 7) < 2;
const none = () => false;

/** By the number that `TimelineState` has in Swift. @type {State[]} */
export const states = [
  { name: "running", variable: "--running", mark: none, height: 1, pattern: "full" },
  { name: "system call", variable: "--syscall", mark: diagonal, height: 1, pattern: "rising strokes" },
  { name: "ready", variable: "--runnable", mark: (_x, y) => (y & 3) === 0, height: 0.65, pattern: "lying lines, lower" },
  { name: "looking for work", variable: "--looking", mark: (x) => (x & 3) === 0, height: 0.5, pattern: "standing lines, half high" },
  { name: "waiting", variable: "--waiting", mark: (x, y) => (x & 3) === 0 && (y & 3) === 0, height: 0.35, pattern: "dots, low" },
  { name: "collector's work", variable: "--collector", mark: (x, y) => ((x + y) & 7) === 0 || ((x - y) & 7) === 0, height: 1, pattern: "lattice" },
  { name: "marking", variable: "--collector", mark: (x, y) => ((x - y) & 7) < 2, height: 0.8, pattern: "falling strokes" },
  { name: "world stopped", variable: "--critical", mark: none, height: 1, pattern: "full, alone on its row" },
  { name: "assisting", variable: "--collector", mark: (x, y) => ((x >> 1) + (y >> 1) & 1) === 0, height: 1, pattern: "chequered" },
  { name: "unknown call", variable: "--faint", mark: none, height: 0.9, pattern: "full" },
  { name: "process call", variable: "--critical", mark: diagonal, height: 0.9, pattern: "rising strokes" },
  { name: "registry", variable: "--runnable", mark: none, height: 0.9, pattern: "full" },
  { name: "file", variable: "--running", mark: (_x, y) => (y & 3) === 0, height: 0.9, pattern: "lying lines" },
  { name: "profiling", variable: "--faint", mark: diagonal, height: 0.9, pattern: "rising strokes" },
  { name: "network", variable: "--syscall", mark: none, height: 0.9, pattern: "full" },
  { name: "interprocess", variable: "--collector", mark: (x) => (x & 3) === 0, height: 0.9, pattern: "standing lines" },
  { name: "memory", variable: "--runnable", mark: diagonal, height: 0.9, pattern: "rising strokes" },
  { name: "other call", variable: "--faint", mark: (x, y) => ((x >> 1) + (y >> 1) & 1) === 0, height: 0.9, pattern: "chequered" },
  { name: "off the processor", variable: "--waiting", mark: (x, y) => (x & 3) === 0 && (y & 3) === 0, height: 0.35, pattern: "dots, low" },
];

/** @param {string} text as getComputedStyle has it @returns {[number, number, number]} */
export function parts(text) {
  const numbers = text.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0];
  return [numbers[0], numbers[1], numbers[2]];
}

/** A pixel of ImageData. @param {number} r @param {number} g @param {number} b */
export function pixel(r, g, b) {
  return (255 << 24 | b << 16 | g << 8 | r) >>> 0;
}

/**
 * Colours of the theme, as drawings need them.
 * @typedef {object} Palette
 * @property {Uint32Array} base of each state
 * @property {Uint32Array} stroke of each state's pattern
 * @property {string[]} ink of text on each state
 * @property {string[]} css of each state
 * @property {number} paper
 * @property {number} panel
 * @property {Record<string, string>} named
 */

/** @returns {Palette} */
export function palette() {
  const base = new Uint32Array(states.length);
  const stroke = new Uint32Array(states.length);
  /** @type {string[]} */
  const ink = [];
  /** @type {string[]} */
  const css = [];
  const named = Object.fromEntries(["paper", "panel", "line", "ink", "faint", "accent", "current", "critical", "mark"]
    .map((name) => [name, color(`--${name}`)]));
  states.forEach((state, index) => {
    const text = color(state.variable);
    const [r, g, b] = parts(text);
    base[index] = pixel(r, g, b);
    const isLight = 0.299 * r + 0.587 * g + 0.114 * b > 128;
    const move = (/** @type {number} */ value) => Math.round(isLight ? value * 0.68 : value + (255 - value) * 0.4);
    stroke[index] = pixel(move(r), move(g), move(b));
    ink.push(isLight ? "#000000" : "#ffffff");
    css.push(text);
  });
  const of = (/** @type {string} */ name) => pixel(...parts(named[name]));
  return { base, stroke, ink, css, paper: of("paper"), panel: of("panel"), named };
}

/** A state as rows show it. @param {HTMLCanvasElement} canvas @param {number} state */
export function paintSwatch(canvas, state) {
  const colors = palette();
  const image = new ImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  const top = Math.round(canvas.height * (1 - states[state].height));
  for (let y = 0; y < canvas.height; y += 1) {
    for (let x = 0; x < canvas.width; x += 1) {
      pixels[y * canvas.width + x] = y < top ? colors.panel : states[state].mark(x, y) ? colors.stroke[state] : colors.base[state];
    }
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}
