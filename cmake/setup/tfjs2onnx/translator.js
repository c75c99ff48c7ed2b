// Walks a TensorFlow.js graph back from its outputs and builds the ONNX graph that computes the same.

import { OnnxGraph } from './onnx_graph.js';
import { Computed, Constant, identityOrder, inverse, kNchw, padRank, pick, sameList } from './tensor.js';
import { arithmetic } from './ops/arithmetic.js';
import { convolution } from './ops/convolution.js';
import { shape } from './ops/shape.js';
import { slicing } from './ops/slicing.js';

const kOperators = { ...arithmetic, ...convolution, ...shape, ...slicing };

/**
 * @param {{nodes: Map, constants: Map}} model from readModel()
 * @param {Object<string, number[]>} inputs node name -> TensorFlow shape: cuts the graph there. Placeholders that are
 *        reached become inputs by themselves. A picture [n, rows, columns, 3] becomes NCHW.
 * @param {Object<string, string>} outputs ONNX output name -> tensor, 'node' or 'node:result'
 * @returns {Buffer} the ONNX model
 */
export function translate(model, inputs, outputs) {
  const translator = new Translator(model, inputs);
  for (const [name, tensor] of Object.entries(outputs)) translator.output(name, tensor);
  return translator.graph.toBuffer();
}

/** What operators see: their inputs' values and the graph that grows. */
class Translator {
  graph = new OnnxGraph();
  #model;
  #cuts;
  #results = new Map();
  #reordered = new Map();
  #inputCount = 0;

  constructor(model, cuts) {
    this.#model = model;
    this.#cuts = cuts;
  }

  output(name, tensor) {
    const value = this.value(tensor);
    this.graph.output(name, this.plain(value), value.shape);
  }

  /** @param {string} tensor 'node' or 'node:result' @returns {Constant|Computed} */
  value(tensor) {
    const [name, result = '0'] = tensor.split(':');
    if (!this.#results.has(name)) this.#results.set(name, this.#translate(name));
    return this.#results.get(name)[Number(result)];
  }

  values(node) {
    return node.inputs.map((tensor) => this.value(tensor));
  }

  /** The numbers of an input which must be known now, such as a target shape. */
  integers(tensor) {
    const value = this.value(tensor);
    if (!(value instanceof Constant)) throw new Error(`${tensor} is not constant`);
    return value.integers;
  }

  /** @returns {string} the ONNX name of `value` with its axes in `order` */
  ordered(value, order) {
    if (value instanceof Constant) {
      const stored = value.transposed(order);
      return this.graph.floats(stored.data, stored.shape);
    }
    if (sameList(value.order, order)) return value.name;
    const key = `${value.name} ${value.order} ${order}`;
    if (!this.#reordered.has(key)) {
      const [name] = this.graph.node('Transpose', [value.name], { perm: pick(inverse(value.order), order) });
      this.#reordered.set(key, name);
    }
    return this.#reordered.get(key);
  }

  /** @returns {string} the ONNX name of `value` with its axes as TensorFlow has them */
  plain(value) {
    return this.ordered(value, identityOrder(value.shape.length));
  }

  /** @returns {string} the ONNX name of an operand that broadcasts against values of `rank` axes stored in `order` */
  operand(value, rank, order) {
    if (!(value instanceof Constant)) {
      if (value.shape.length !== rank) throw new Error(`${value.name} broadcasts from ${value.shape.length} axes`);
      return this.ordered(value, order);
    }
    if (value.data.length === 1) return this.graph.floats(value.data, []);
    return this.ordered(value.reshaped(padRank(value.shape, rank)), order);
  }

  /** One operator that keeps its first input's shape and order. */
  elementwise(operator, value, attributes, extraInputs = []) {
    const [name] = this.graph.node(operator, [value.name, ...extraInputs], attributes);
    return new Computed(name, value.shape, value.order);
  }

  #translate(name) {
    if (this.#cuts[name]) return [this.#input(this.#cuts[name])];
    const node = this.#model.nodes.get(name);
    if (!node) throw new Error(`the graph has no node ${name}`);
    if (node.op === 'Placeholder') return [this.#input(node.declaredShape)];
    if (node.op === 'Const') return [this.#constant(name)];
    const operator = kOperators[node.op];
    if (!operator) throw new Error(`${name}: no translation for ${node.op}`);
    try {
      return [operator(node, this)].flat();
    } catch (error) {
      throw new Error(`${node.op} ${name}: ${error.message}`, { cause: error });
    }
  }

  #constant(name) {
    const value = this.#model.constants.get(name);
    if (!value) throw new Error(`no weights for ${name}`);
    return value;
  }

  #input(shape) {
    const order = shape.length === 4 && shape[3] === 3 ? kNchw : identityOrder(shape.length);
    const name = `input${this.#inputCount++ || ''}`;
    this.graph.input(name, pick(shape, order));
    return new Computed(name, shape, order);
  }
}
