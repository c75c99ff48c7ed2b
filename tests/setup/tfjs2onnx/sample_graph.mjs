// Writes sample/model.json and sample/weights.bin: a small graph that meets every operator and every turn of axes the
// converter knows. Run it only to change the sample; make_golden.mjs then records what TensorFlow.js says to it.

import { mkdirSync, writeFileSync } from 'node:fs';

const nodes = [];
const weights = [];
const chunks = [];

let seed = 12345;
/** Numbers in [-1, 1), the same at every run (Numerical Recipes' generator). */
function random() {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 31 - 1;
}

const base64 = (text) => Buffer.from(text).toString('base64');
const ints = (list) => ({ list: { i: list.map(String) } });
const windowed = (padding, strides) => ({
  strides: ints([1, ...strides, 1]),
  padding: { s: base64(padding) },
  data_format: { s: base64('NHWC') },
  dilations: ints([1, 1, 1, 1]),
});

function node(name, op, input = [], attr = {}) {
  const type = { T: { type: 'DT_FLOAT' } };
  nodes.push({ name, op, input, attr: { ...type, ...attr } });
  return name;
}

function constant(name, dtype, shape, values) {
  const data = dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);
  weights.push({ name, shape, dtype });
  chunks.push(Buffer.from(data.buffer));
  const type = dtype === 'float32' ? 'DT_FLOAT' : 'DT_INT32';
  nodes.push({
    name,
    op: 'Const',
    attr: {
      dtype: { type },
      value: { tensor: { dtype: type, tensorShape: { dim: shape.map((size) => ({ size: String(size) })) } } },
    },
  });
  return name;
}

const count = (shape) => shape.reduce((product, size) => product * size, 1);
const floats = (name, ...shape) => constant(name, 'float32', shape, Array.from({ length: count(shape) }, random));
const positive = (name, ...shape) =>
  constant(name, 'float32', shape, Array.from({ length: count(shape) }, () => 1.5 + random()));
const integers = (name, ...values) => constant(name, 'int32', [values.length], values);
const scalar = (name, value) => constant(name, 'int32', [], [value]);

function picturePart() {
  node('picture', 'Placeholder', [], {
    dtype: { type: 'DT_FLOAT' },
    shape: { shape: { dim: [1, 9, 12, 3].map((size) => ({ size: String(size) })) } },
  });
  // An even width and a stride of two: TensorFlow pads the odd pixel behind, other frameworks in front.
  node('conv', 'Conv2D', ['picture', floats('conv/w', 3, 3, 3, 4)], windowed('SAME', [2, 2]));
  node('bias', 'BiasAdd', ['conv', floats('conv/b', 4)]);
  node('relu', 'Relu6', ['bias']);
  node('pad', 'Pad', ['relu', constant('pad/n', 'int32', [4, 2], [0, 0, 1, 0, 2, 1, 0, 0])]);
  node('depthwise', 'DepthwiseConv2dNative', ['pad', floats('depthwise/w', 3, 3, 4, 2)], windowed('VALID', [1, 1]));
  node('norm', 'FusedBatchNorm', ['depthwise', positive('n/g', 8), floats('n/b', 8), floats('n/m', 8), positive('n/v', 8)], {
    epsilon: { f: 0.001 },
    is_training: { b: false },
    data_format: { s: base64('NHWC') },
  });
  node('leaky', 'LeakyRelu', ['norm'], { alpha: { f: 0.1 } });
  node('fill', 'PadV2', ['leaky', constant('fill/n', 'int32', [4, 2], [0, 0, 0, 1, 0, 0, 0, 0]), constant('fill/v', 'float32', [], [-3])]);
  node('pool', 'MaxPool', ['fill', ], { ...windowed('SAME', [2, 2]), ksize: ints([1, 3, 2, 1]) });
  return { rows: 3, columns: 4, channels: 8 };
}

function mixPart({ rows, columns, channels }) {
  node('half', 'ResizeBilinear', ['pool', integers('half/n', 2 * rows, 2 * columns)], {
    align_corners: { b: false },
    half_pixel_centers: { b: true },
  });
  node('corner', 'ResizeBilinear', ['pool', integers('corner/n', 2 * rows, 2 * columns)], {
    align_corners: { b: true },
    half_pixel_centers: { b: false },
  });
  node('both', 'ConcatV2', ['half', 'corner', scalar('both/axis', 3)], { N: { i: '2' } });
  node('sum', 'AddN', ['both', 'both', 'both'], { N: { i: '3' } });
  // Channel first and back, one half kept aside: axes travel through the graph.
  node('first', 'Transpose', ['sum', integers('first/p', 0, 3, 1, 2)]);
  node('parts', 'SplitV', ['first', integers('parts/n', channels + 3, channels - 3), scalar('parts/axis', 1)], {
    num_split: { i: '2' },
  });
  node('scaled', 'Mul', ['parts:1', floats('scaled/f', channels - 3, 1, 1)]);
  node('rejoined', 'ConcatV2', ['parts', 'scaled', scalar('rejoined/axis', -3)], { N: { i: '2' } });
  node('last', 'Transpose', ['rejoined', integers('last/p', 0, 2, 3, 1)]);
  node('shift', 'Sub', ['last', floats('shift/f', 2 * channels)]);
}

function listPart({ rows, columns, channels }) {
  // [1, rows, columns, channels] -> [1, n, 8], its first size read out of the shape as exporters do.
  node('shape', 'Shape', ['shift']);
  node('batch', 'StridedSlice', ['shape', integers('b/0', 0), integers('b/1', 1), integers('b/s', 1)], {
    shrink_axis_mask: { i: '1' },
    begin_mask: { i: '0' },
    end_mask: { i: '0' },
    ellipsis_mask: { i: '0' },
    new_axis_mask: { i: '0' },
  });
  node('sizes', 'Pack', ['batch', scalar('s/unknown', -1), scalar('s/5', 5)], { axis: { i: '0' }, N: { i: '3' } });
  node('more', 'SparseToDense', [integers('m/at', 2), integers('m/n', 3), integers('m/v', 3), scalar('m/0', 0)]);
  node('target', 'AddV2', ['sizes', 'more']);
  node('rows', 'Reshape', ['shift', 'target']);
  const items = (4 * rows * columns * 2 * channels) / 8;
  node('some', 'Slice', ['rows', integers('some/b', 0, 1, 2), integers('some/n', -1, items - 3, 6)]);
  node('turned', 'Transpose', ['some', integers('turned/p', 2, 0, 1)]);
  node('lanes', 'Unpack', ['turned'], { num: { i: '6' }, axis: { i: '0' } });
  node('grown', 'Exp', ['lanes:1']);
  node('squashed', 'Sigmoid', ['lanes:4']);
  node('stacked', 'Pack', ['lanes', 'grown', 'squashed'], { axis: { i: '-1' }, N: { i: '3' } });
  node('expanded', 'ExpandDims', ['stacked', scalar('expanded/axis', 1)]);
  node('tiled', 'Tile', ['expanded', integers('tiled/n', 1, 1, 1, 1)]);
  node('squeezed', 'Squeeze', ['tiled'], { squeeze_dims: ints([1]) });
  node('list', 'AddV2', ['squeezed', floats('list/f', 1, 1, 3)]);
  node('plane', 'Identity', ['shift']);
}

const size = picturePart();
mixPart(size);
listPart(size);

const folder = new URL('sample/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('weights.bin', folder), Buffer.concat(chunks));
writeFileSync(new URL('model.json', folder), `${JSON.stringify({
  format: 'graph-model',
  modelTopology: { node: nodes, library: {}, versions: {} },
  weightsManifest: [{ paths: ['weights.bin'], weights }],
}, null, 1)}\n`);
