// What moves numbers without changing them: shapes, axis orders, padding.

import { Computed, Constant, elementCount, identityOrder, inverse, pick } from '../tensor.js';

/** `value` with another shape of as many elements. */
export function reshape(translator, value, shape) {
  if (value instanceof Constant) return value.reshaped(shape);
  const [name] = translator.graph.node('Reshape', [translator.plain(value), translator.graph.integers(shape)]);
  return new Computed(name, shape, identityOrder(shape.length));
}

/** `shape` with its -1, if it has one, replaced by what is left of `count` elements. */
function withoutUnknown(shape, count) {
  const known = shape.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  return shape.map((size) => (size === -1 ? count / known : size));
}

export const shape = {
  Shape(node, translator) {
    const value = translator.value(node.inputs[0]);
    return new Constant([value.shape.length], Int32Array.from(value.shape));
  },

  Reshape(node, translator) {
    const value = translator.value(node.inputs[0]);
    const wanted = translator.integers(node.inputs[1]);
    return reshape(translator, value, withoutUnknown(wanted, elementCount(value.shape)));
  },

  Squeeze(node, translator) {
    const value = translator.value(node.inputs[0]);
    const rank = value.shape.length;
    const dropped = node.integers('squeeze_dims').map((axis) => (axis < 0 ? axis + rank : axis));
    const drops = (size, axis) => (dropped.length ? dropped.includes(axis) : size === 1);
    return reshape(translator, value, value.shape.filter((size, axis) => !drops(size, axis)));
  },

  ExpandDims(node, translator) {
    const value = translator.value(node.inputs[0]);
    const [axis] = translator.integers(node.inputs[1]);
    const expanded = [...value.shape];
    expanded.splice(axis < 0 ? axis + value.shape.length + 1 : axis, 0, 1);
    return reshape(translator, value, expanded);
  },

  /** Emits nothing: only the note of which axis lies where changes. */
  Transpose(node, translator) {
    const value = translator.value(node.inputs[0]);
    const axes = translator.integers(node.inputs[1]);
    if (value instanceof Constant) return value.transposed(axes);
    const target = inverse(axes);
    return new Computed(value.name, pick(value.shape, axes), value.order.map((axis) => target[axis]));
  },

  Tile(node, translator) {
    const repeats = translator.integers(node.inputs[1]);
    if (repeats.some((count) => count !== 1)) throw new Error(`repeats [${repeats}]`);
    return translator.value(node.inputs[0]);
  },

  Pad: pad,
  PadV2: pad,

  /** Only constants: exporters build shapes with it. */
  SparseToDense(node, translator) {
    const [indices, size, values, fill] = node.inputs.map((tensor) => translator.integers(tensor));
    if (size.length !== 1) throw new Error(`${size.length} axes`);
    const data = new Int32Array(size[0]).fill(fill[0]);
    indices.forEach((at, i) => {
      data[at] = values[values.length === 1 ? 0 : i];
    });
    return new Constant(size, data);
  },
};

function pad(node, translator) {
  const value = translator.value(node.inputs[0]);
  const amounts = translator.integers(node.inputs[1]); // [rank, 2]: before and after, for each axis
  if (amounts.every((amount) => amount === 0)) return value;
  const before = (axis) => amounts[2 * axis];
  const after = (axis) => amounts[2 * axis + 1];
  const fill = node.inputs[2] ? translator.value(node.inputs[2]).data[0] : 0;
  const pads = translator.graph.integers([...value.order.map(before), ...value.order.map(after)]);
  const [name] = translator.graph.node('Pad', [value.name, pads, translator.graph.floats([fill], [])], {
    mode: 'constant',
  });
  return new Computed(name, value.shape.map((size, axis) => before(axis) + size + after(axis)), value.order);
}
