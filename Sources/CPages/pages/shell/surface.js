// A canvas as large as its place, drawn at most once a frame.

/** Times of drawings in milliseconds, newest last: what `make bench` reads. */
export const drawTimes = /** @type {number[]} */ ([]);
Object.assign(globalThis, { sondeDrawTimes: drawTimes });

export class Surface {
  /** Pixels of style. */
  width = 0;
  height = 0;
  /** @type {CanvasRenderingContext2D} */
  context;
  #isDue = false;
  #draw;
  #observer;
  #redraw = () => this.invalidate();

  /**
   * @param {HTMLCanvasElement} canvas as wide as its parent
   * @param {(surface: Surface) => void} draw
   * @param {{height?: (width: number) => number, resized?: () => void}} [options] the parent's height without one
   */
  constructor(canvas, draw, options = {}) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
    this.#draw = draw;
    this.options = options;
    this.#observer = new ResizeObserver(() => this.resize());
    this.#observer.observe(/** @type {Element} */ (canvas.parentElement));
    addEventListener("sonde:theme", this.#redraw);
    this.resize();
  }

  resize() {
    const parent = /** @type {Element} */ (this.canvas.parentElement);
    const width = Math.max(1, Math.floor(parent.clientWidth));
    const height = Math.max(1, Math.floor(this.options.height ? this.options.height(width) : parent.clientHeight));
    if (width === this.width && height === this.height) return;
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * devicePixelRatio);
    this.canvas.height = Math.round(height * devicePixelRatio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.options.resized?.();
    this.invalidate();
  }

  /** Draws with the next frame. */
  invalidate() {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      const begin = performance.now();
      this.context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      this.#draw(this);
      drawTimes.push(performance.now() - begin);
      if (drawTimes.length > 1000) drawTimes.splice(0, 500);
    });
  }

  close() {
    this.#observer.disconnect();
    removeEventListener("sonde:theme", this.#redraw);
  }

  /** @param {string} name */
  png(name) {
    return new Promise((resolve) => this.canvas.toBlob((blob) => resolve({ blob, name }), "image/png"));
  }
}
