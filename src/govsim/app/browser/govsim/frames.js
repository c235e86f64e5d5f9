// Replays as the server packs them: see Replay.frames in govsim/app/engine/replay.py.

const KINDS = { f4: Float32Array, u2: Uint16Array };
const LENGTHS = { f4: 4, u2: 2 };

/** Unpack a replay from a DataView. Arrays of two dimensions come as {data, rows, days}. */
export function unpack(view) {
  if (!view || view.byteLength < 8) return null;
  // Typed arrays want their start at a multiple of their length; a view into a message need not be.
  const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  const length = new DataView(bytes).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, length)));
  const start = Math.ceil((8 + length) / 8) * 8;
  const replay = { ...header, city: {}, county: {}, office: {}, street: {} };
  for (const { group, name, shape, offset, dtype = "f4" } of header.arrays) {
    const size = shape.reduce((a, b) => a * b, 1);
    const data = new KINDS[dtype](bytes, start + offset, size);
    if (LENGTHS[dtype] * size + start + offset > bytes.byteLength) throw new RangeError(`${group}.${name} is cut off`);
    replay[group][name] = shape.length === 1 ? data : { data, rows: shape[0], days: shape[1] };
  }
  replay.days = header.meta.days;
  replay.shown = {};
  for (const [name, values] of Object.entries(replay.city)) {
    // Flows are shown as sums since the first day: single days are noise, and sums can be compared.
    replay.shown[name] = replay.meta.series[name]?.flow ? summed(values) : values;
  }
  return replay;
}

function summed(values) {
  const sums = new Float32Array(values.length);
  let sum = 0;
  for (let day = 0; day < values.length; day += 1) {
    sum += values[day] || 0;
    sums[day] = sum;
  }
  return sums;
}

/** Value of a row on a day. */
export const at = (table, row, day) => table.data[row * table.days + Math.min(day, table.days - 1)];
