// Element by element: sums, products, activations, batch normalisation.

import { Float } from '../onnx_graph.js';
import { Computed, Constant, broadcastShape, combineConstants, identityOrder } from '../tensor.js';

function binary(operator, combine) {
  return (node, translator) => {
    const [a, b] = translator.values(node);
    return combineValues(translator, operator, combine, a, b);
  };
}

function combineValues(translator, operator, combine, a, b) {
  if (a instanceof Constant && b instanceof Constant) return combineConstants(a, b, combine);
  const shape = broadcastShape(a.shape, b.shape);
  const lead = [a, b].find((value) => value instanceof Computed && value.shape.length === shape.length);
  const order = lead ? lead.order : identityOrder(shape.length);
  const inputs = [a, b].map((value) => translator.operand(value, shape.length, order));
  const [name] = translator.graph.node(operator, inputs);
  return new Computed(name, shape, order);
}

const sum = (x, y) => x + y;
const difference = (x, y) => x - y;
const product = (x, y) => x * y;

const unary = (operator) => (node, translator) => translator.elementwise(operator, translator.value(node.inputs[0]));

export const arithmetic = {
  Add: binary('Add', sum),
  AddV2: binary('Add', sum),
  BiasAdd: binary('Add', sum),
  Sub: binary('Sub', difference),
  Mul: binary('Mul', product),
  Exp: unary('Exp'),
  Sigmoid: unary('Sigmoid'),
  Identity: (node, translator) => translator.value(node.inputs[0]),

  AddN(node, translator) {
    return translator.values(node).reduce((total, value) => combineValues(translator, 'Add', sum, total, value));
  },

  Relu6(node, translator) {
    const bounds = [0, 6].map((bound) => translator.graph.floats([bound], []));
    return translator.elementwise('Clip', translator.value(node.inputs[0]), {}, bounds);
  },

  LeakyRelu(node, translator) {
    const alpha = new Float(node.float('alpha', 0.2));
    return translator.elementwise('LeakyRelu', translator.value(node.inputs[0]), { alpha });
  },

  /** With frozen statistics it is x * scale + offset, per channel. */
  FusedBatchNorm(node, translator) {
    const [x, gamma, beta, mean, variance] = translator.values(node);
    const epsilon = node.float('epsilon', 1e-4);
    const channels = gamma.shape;
    const scale = gamma.data.map((value, i) => value / Math.sqrt(variance.data[i] + epsilon));
    const offset = beta.data.map((value, i) => value - mean.data[i] * scale[i]);
    const scaled = combineValues(translator, 'Mul', product, x, new Constant(channels, scale));
    return combineValues(translator, 'Add', sum, scaled, new Constant(channels, offset));
  },
};
