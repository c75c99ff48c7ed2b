// An ONNX model under construction. Field numbers are those of onnx.proto:
// https://github.com/onnx/onnx/blob/v1.12.0/onnx/onnx.proto

import { Message } from './wire.js';

const kIrVersion = 7;
const kOpset = 13;
const kFloat = 1; // TensorProto.DataType
const kInt64 = 7;
const Attribute = { kFloat: 1, kInt: 2, kString: 3, kInts: 7 }; // AttributeProto.AttributeType

/** Marks an attribute as a float: in JavaScript 1 and 1.0 look the same. */
export class Float {
  constructor(value) {
    this.value = value;
  }
}

export class OnnxGraph {
  #nodes = [];
  #initializers = [];
  #inputs = [];
  #outputs = [];
  #names = 0;

  /**
   * Adds an operator and names its results.
   * @param {string} operator e.g. 'Conv'
   * @param {string[]} inputs names; '' leaves an optional input out
   * @param {Object<string, number|string|number[]|Float>} attributes
   * @returns {string[]} the names of its `results` results
   */
  node(operator, inputs, attributes = {}, results = 1) {
    const outputs = Array.from({ length: results }, () => this.#fresh('t'));
    this.#addNode(operator, inputs, outputs, attributes);
    return outputs;
  }

  /** @param {ArrayLike<number>} values row-major @param {number[]} dims `[]` for a scalar @returns {string} its name */
  floats(values, dims) {
    const bytes = Buffer.alloc(4 * values.length);
    for (let i = 0; i < values.length; i++) bytes.writeFloatLE(values[i], 4 * i);
    return this.#initializer(kFloat, dims, bytes);
  }

  /** @param {number[]} values a vector of int64 @returns {string} its name */
  integers(values) {
    const bytes = Buffer.alloc(8 * values.length);
    values.forEach((value, i) => bytes.writeBigInt64LE(BigInt(value), 8 * i));
    return this.#initializer(kInt64, [values.length], bytes);
  }

  input(name, dims) {
    this.#inputs.push(valueInfo(name, dims));
  }

  /** Makes `source` an output of the model, under `name`. */
  output(name, source, dims) {
    this.#addNode('Identity', [source], [name], {});
    this.#outputs.push(valueInfo(name, dims));
  }

  /** @returns {Buffer} a ModelProto */
  toBuffer() {
    const graph = new Message()
      .each(this.#nodes, (m, node) => m.bytes(1, node))
      .bytes(2, 'graph')
      .each(this.#initializers, (m, tensor) => m.bytes(5, tensor))
      .each(this.#inputs, (m, info) => m.bytes(11, info))
      .each(this.#outputs, (m, info) => m.bytes(12, info));
    const opset = new Message().bytes(1, '').integer(2, kOpset);
    return new Message()
      .integer(1, kIrVersion)
      .bytes(2, 'cameramonit tfjs2onnx')
      .bytes(7, graph)
      .bytes(8, opset)
      .toBuffer();
  }

  #fresh(prefix) {
    return prefix + this.#names++;
  }

  #addNode(operator, inputs, outputs, attributes) {
    const node = new Message()
      .each(inputs, (m, name) => m.bytes(1, name))
      .each(outputs, (m, name) => m.bytes(2, name))
      .bytes(3, `${operator}_${outputs[0]}`)
      .bytes(4, operator)
      .each(Object.entries(attributes), (m, [name, value]) => m.bytes(5, attribute(name, value)));
    this.#nodes.push(node);
  }

  #initializer(type, dims, bytes) {
    const name = this.#fresh('w');
    this.#initializers.push(
      new Message()
        .each(dims, (m, dim) => m.integer(1, dim))
        .integer(2, type)
        .bytes(8, name)
        .bytes(9, bytes),
    );
    return name;
  }
}

function attribute(name, value) {
  const message = new Message().bytes(1, name);
  if (value instanceof Float) return message.float(2, value.value).integer(20, Attribute.kFloat);
  if (typeof value === 'string') return message.bytes(4, value).integer(20, Attribute.kString);
  if (Array.isArray(value)) return message.each(value, (m, v) => m.integer(8, v)).integer(20, Attribute.kInts);
  return message.integer(3, value).integer(20, Attribute.kInt);
}

function valueInfo(name, dims) {
  const shape = new Message().each(dims, (m, dim) => m.bytes(1, new Message().integer(1, dim)));
  const tensor = new Message().integer(1, kFloat).bytes(2, shape);
  return new Message().bytes(1, name).bytes(2, new Message().bytes(1, tensor));
}
