// Values that flow through a graph while it is converted, and the arithmetic of shapes and axis orders.

/** A value known now. `shape` is TensorFlow's, `data` a row-major Float32Array or Int32Array. */
export class Constant {
  constructor(shape, data) {
    this.shape = shape;
    this.data = data;
  }

  /** @returns {Constant} with axes so ordered that axis i of the result is axis order[i] of this one */
  transposed(order) {
    return new Constant(pick(this.shape, order), transpose(this.data, this.shape, order));
  }

  reshaped(shape) {
    return new Constant(shape, this.data);
  }

  get integers() {
    return Array.from(this.data, Number);
  }
}

/**
 * A value that the model computes. `shape` is TensorFlow's; `name` is an ONNX tensor whose axis i is TensorFlow's
 * axis order[i]. So a transposition costs nothing, and a picture can be NHWC here and NCHW there.
 */
export class Computed {
  constructor(name, shape, order) {
    this.name = name;
    this.shape = shape;
    this.order = order;
  }
}

/** ONNX's order of a TensorFlow picture: batch, channel, row, column out of batch, row, column, channel. */
export const kNchw = [0, 3, 1, 2];

export const identityOrder = (rank) => Array.from({ length: rank }, (_, axis) => axis);

export const elementCount = (shape) => shape.reduce((product, size) => product * size, 1);

export const pick = (list, order) => order.map((axis) => list[axis]);

export const sameList = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

export function inverse(order) {
  const result = [];
  order.forEach((axis, i) => {
    result[axis] = i;
  });
  return result;
}

/** @returns {number} `axis` counted from the front; negative ones count from the end */
export const frontAxis = (axis, rank) => (axis < 0 ? axis + rank : axis);

/** The shape two operands broadcast to, by NumPy's rule. */
export function broadcastShape(a, b) {
  const rank = Math.max(a.length, b.length);
  return identityOrder(rank).map((axis) => {
    const left = a[a.length - rank + axis] ?? 1;
    const right = b[b.length - rank + axis] ?? 1;
    if (left !== right && left !== 1 && right !== 1) throw new Error(`shapes [${a}] and [${b}] do not broadcast`);
    return left === 1 ? right : left;
  });
}

/** `shape` with ones in front, so that it has `rank` axes. */
export const padRank = (shape, rank) => [...Array(rank - shape.length).fill(1), ...shape];

/** Row-major strides, in elements. */
function strides(shape) {
  const result = Array(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    result[axis] = step;
    step *= shape[axis];
  }
  return result;
}

function transpose(data, shape, order) {
  const target = pick(shape, order);
  const step = pick(strides(shape), order);
  const result = new data.constructor(data.length);
  const index = Array(order.length).fill(0);
  for (let i = 0, from = 0; i < result.length; i++) {
    result[i] = data[from];
    for (let axis = order.length - 1; axis >= 0; axis--) {
      from += step[axis];
      if (++index[axis] < target[axis]) break;
      from -= step[axis] * target[axis];
      index[axis] = 0;
    }
  }
  return result;
}

/** Element by element `combine(a, b)` of two constants, with broadcasting. */
export function combineConstants(a, b, combine) {
  const shape = broadcastShape(a.shape, b.shape);
  const kind = a.data instanceof Float32Array || b.data instanceof Float32Array ? Float32Array : Int32Array;
  const result = new kind(elementCount(shape));
  const step = strides(shape);
  const source = (operand) => {
    const own = padRank(operand.shape, shape.length);
    const ownStep = strides(own);
    return (i) =>
      operand.data[shape.reduce((at, size, axis) => {
        const position = Math.floor(i / step[axis]) % size;
        return at + (own[axis] === 1 ? 0 : position * ownStep[axis]);
      }, 0)];
  };
  const left = source(a);
  const right = source(b);
  for (let i = 0; i < result.length; i++) result[i] = combine(left(i), right(i));
  return new Constant(shape, result);
}
