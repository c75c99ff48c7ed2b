// What looks at a window of a picture: convolutions, pooling, resizing. TensorFlow's pictures are NHWC, ONNX's NCHW.

import { Computed, kNchw } from '../tensor.js';

/**
 * One axis of a sliding window.
 * @returns {{size: number, before: number, after: number}} of the output, and the padding; 'SAME' puts the odd pixel
 *          of padding behind, as TensorFlow does
 */
function windowAxis(padding, input, kernel, stride, dilation) {
  const reach = (kernel - 1) * dilation + 1;
  if (padding === 'VALID') return { size: Math.floor((input - reach) / stride) + 1, before: 0, after: 0 };
  if (padding !== 'SAME') throw new Error(`padding ${padding}`);
  const size = Math.ceil(input / stride);
  const total = Math.max(0, (size - 1) * stride + reach - input);
  return { size, before: Math.floor(total / 2), after: total - Math.floor(total / 2) };
}

/** Rows and columns of a node's window over `picture`. */
function slidingWindow(node, picture, kernel, dilations) {
  if (node.text('data_format') === 'NCHW') throw new Error('data_format NCHW');
  const strides = node.integers('strides').slice(1, 3);
  const padding = node.text('padding');
  const [rows, columns] = [0, 1].map((i) =>
    windowAxis(padding, picture.shape[1 + i], kernel[i], strides[i], dilations[i]));
  return {
    shape: (channels) => [picture.shape[0], rows.size, columns.size, channels],
    attributes: { kernel_shape: kernel, strides, pads: [rows.before, columns.before, rows.after, columns.after] },
  };
}

/** @param {(weights: Constant) => {stored: Constant, outputs: number, group: number}} arrange */
function convolve(arrange) {
  return (node, translator) => {
    const [picture, weights] = translator.values(node);
    const declared = node.integers('dilations');
    const dilations = declared.length ? declared.slice(1, 3) : [1, 1];
    const window = slidingWindow(node, picture, weights.shape.slice(0, 2), dilations);
    const { stored, outputs, group } = arrange(weights);
    const inputs = [translator.ordered(picture, kNchw), translator.graph.floats(stored.data, stored.shape)];
    const [name] = translator.graph.node('Conv', inputs, { ...window.attributes, dilations, group });
    return new Computed(name, window.shape(outputs), kNchw);
  };
}

export const convolution = {
  /** Weights [rows, columns, in, out] become [out, in, rows, columns]. */
  Conv2D: convolve((weights) => ({
    stored: weights.transposed([3, 2, 0, 1]),
    outputs: weights.shape[3],
    group: 1,
  })),

  /** Weights [rows, columns, in, multiplier] become [in * multiplier, 1, rows, columns], a group for each channel. */
  DepthwiseConv2dNative: convolve((weights) => {
    const [rows, columns, inputs, multiplier] = weights.shape;
    const outputs = inputs * multiplier;
    return { stored: weights.transposed([2, 3, 0, 1]).reshaped([outputs, 1, rows, columns]), outputs, group: inputs };
  }),

  MaxPool(node, translator) {
    const picture = translator.value(node.inputs[0]);
    const window = slidingWindow(node, picture, node.integers('ksize').slice(1, 3), [1, 1]);
    const [name] = translator.graph.node('MaxPool', [translator.ordered(picture, kNchw)], window.attributes);
    return new Computed(name, window.shape(picture.shape[3]), kNchw);
  },

  ResizeBilinear(node, translator) {
    const picture = translator.value(node.inputs[0]);
    const [batch, rows, columns, channels] = picture.shape;
    const [newRows, newColumns] = translator.integers(node.inputs[1]);
    const scales = translator.graph.floats([1, 1, newRows / rows, newColumns / columns], [4]);
    const [name] = translator.graph.node('Resize', [translator.ordered(picture, kNchw), '', scales], {
      mode: 'linear',
      coordinate_transformation_mode: coordinates(node),
    });
    return new Computed(name, [batch, newRows, newColumns, channels], kNchw);
  },
};

function coordinates(node) {
  if (node.flag('align_corners')) return 'align_corners';
  return node.flag('half_pixel_centers') ? 'half_pixel' : 'asymmetric';
}
