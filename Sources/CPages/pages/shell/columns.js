// Reads what `ColumnMessage` wrote: a head in JSON and columns of numbers.

/** @typedef {Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array} Column */

const classes = /** @type {Record<string, any>} */ ({
  Uint8: Uint8Array, Uint16: Uint16Array, Uint32: Uint32Array, Int32: Int32Array, Float64: Float64Array,
});

/**
 * @param {ArrayBuffer} buffer
 * @returns {{head: any, columns: Record<string, any>}} columns are views of the buffer, without a copy
 */
export function readColumns(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const begin = Math.ceil((4 + length) / 8) * 8;
  /** @type {Record<string, any>} */
  const columns = {};
  for (const { name, type, count, offset } of head.columns) {
    columns[name] = new classes[type](buffer, begin + offset, count);
  }
  return { head, columns };
}
