// What takes values apart and puts them together.

import { Computed, Constant, frontAxis, identityOrder } from '../tensor.js';
import { reshape } from './shape.js';

export const slicing = {
  ConcatV2(node, translator) {
    const values = node.inputs.slice(0, -1).map((tensor) => translator.value(tensor));
    const [axis] = translator.integers(node.inputs.at(-1));
    return concatenate(translator, values, frontAxis(axis, values[0].shape.length));
  },

  /** Stacks along a new axis. */
  Pack(node, translator) {
    const values = translator.values(node);
    const axis = frontAxis(node.integer('axis', 0), values[0].shape.length + 1);
    const expanded = [...values[0].shape];
    expanded.splice(axis, 0, 1);
    return concatenate(translator, values.map((value) => reshape(translator, value, expanded)), axis);
  },

  Unpack(node, translator) {
    const value = translator.value(node.inputs[0]);
    const axis = frontAxis(node.integer('axis', 0), value.shape.length);
    const rest = value.shape.filter((_, i) => i !== axis);
    const parts = split(translator, value, axis, Array(value.shape[axis]).fill(1));
    return parts.map((part) => reshape(translator, part, rest));
  },

  SplitV(node, translator) {
    const value = translator.value(node.inputs[0]);
    const sizes = translator.integers(node.inputs[1]);
    const [axis] = translator.integers(node.inputs[2]);
    return split(translator, value, frontAxis(axis, value.shape.length), sizes);
  },

  Slice(node, translator) {
    const value = translator.value(node.inputs[0]);
    const begin = translator.integers(node.inputs[1]);
    const wanted = translator.integers(node.inputs[2]);
    const sizes = wanted.map((size, axis) => (size === -1 ? value.shape[axis] - begin[axis] : size));
    const end = sizes.map((size, axis) => begin[axis] + size);
    const inputs = [translator.plain(value), translator.graph.integers(begin), translator.graph.integers(end)];
    const [name] = translator.graph.node('Slice', inputs);
    return new Computed(name, sizes, identityOrder(sizes.length));
  },

  /** Only constant vectors: exporters read one size out of a shape with it. */
  StridedSlice(node, translator) {
    const [values, [begin], [end], [stride]] = node.inputs.map((tensor) => translator.integers(tensor));
    if (['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask'].some((mask) => node.integer(mask, 0))) {
      throw new Error('masks');
    }
    if (node.integer('shrink_axis_mask', 0)) return new Constant([], Int32Array.of(values.at(begin)));
    const picked = values.slice(begin, end).filter((_, i) => i % stride === 0);
    return new Constant([picked.length], Int32Array.from(picked));
  },
};

function concatenate(translator, values, axis) {
  const shape = [...values[0].shape];
  shape[axis] = values.reduce((total, value) => total + value.shape[axis], 0);
  if (values.every((value) => value instanceof Constant)) return concatenateConstants(values, axis, shape);
  const { order } = values.find((value) => value instanceof Computed);
  const inputs = values.map((value) => translator.ordered(value, order));
  const [name] = translator.graph.node('Concat', inputs, { axis: order.indexOf(axis) });
  return new Computed(name, shape, order);
}

function concatenateConstants(values, axis, shape) {
  if (axis !== 0) throw new Error(`constants along axis ${axis}`);
  const kind = values[0].data.constructor;
  return new Constant(shape, kind.from(values.flatMap((value) => Array.from(value.data))));
}

function split(translator, value, axis, sizes) {
  const shapes = sizes.map((size) => value.shape.map((whole, i) => (i === axis ? size : whole)));
  if (value instanceof Constant) return splitConstant(value, axis, shapes);
  const inputs = [value.name, translator.graph.integers(sizes)];
  const names = translator.graph.node('Split', inputs, { axis: value.order.indexOf(axis) }, sizes.length);
  return names.map((name, i) => new Computed(name, shapes[i], value.order));
}

function splitConstant(value, axis, shapes) {
  if (axis !== 0) throw new Error(`a constant along axis ${axis}`);
  let from = 0;
  return shapes.map((shape) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const part = new Constant(shape, value.data.slice(from, from + count));
    from += count;
    return part;
  });
}
