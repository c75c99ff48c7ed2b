// Reads a TensorFlow.js graph model: model.json and the weight files that it names.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Constant, elementCount } from './tensor.js';

/**
 * @param {string} file path of model.json
 * @returns {{nodes: Map<string, GraphNode>, constants: Map<string, Constant>}}
 */
export function readModel(file) {
  const model = JSON.parse(readFileSync(file, 'utf8'));
  const nodes = new Map(model.modelTopology.node.map((node) => [node.name, new GraphNode(node)]));
  const constants = new Map();
  for (const group of model.weightsManifest) {
    const folder = path.dirname(file);
    const bytes = Buffer.concat(group.paths.map((name) => readFileSync(path.join(folder, name))));
    readWeights(bytes, group.weights, constants);
  }
  return { nodes, constants };
}

/** One operator of the graph. Its attributes come in two spellings: of protobuf's JSON and of an older exporter. */
export class GraphNode {
  #attributes;

  constructor({ name, op, input = [], attr = {} }) {
    this.name = name;
    this.op = op;
    this.inputs = input.filter((source) => !source.startsWith('^')); // ^name only orders execution
    this.#attributes = attr;
  }

  integer(key, fallback) {
    const value = this.#attributes[key]?.i;
    return value === undefined ? fallback : Number(value);
  }

  integers(key) {
    return (this.#attributes[key]?.list?.i ?? []).map(Number);
  }

  float(key, fallback) {
    return this.#attributes[key]?.f ?? fallback;
  }

  flag(key) {
    return Boolean(this.#attributes[key]?.b);
  }

  /** Strings are base64 or lists of character codes. */
  text(key) {
    const value = this.#attributes[key]?.s;
    if (value === undefined) return '';
    return Array.isArray(value) ? Buffer.from(value).toString() : Buffer.from(value, 'base64').toString();
  }

  /** The shape that a placeholder declares. */
  get declaredShape() {
    return this.#attributes.shape.shape.dim.map((dim) => Number(dim.size));
  }
}

function readWeights(bytes, weights, constants) {
  let offset = 0;
  for (const { name, shape, dtype, quantization } of weights) {
    const codec = quantization ? quantized(quantization) : kPlain[dtype];
    if (!codec) throw new Error(`weight ${name}: no reader for ${dtype}`);
    const count = elementCount(shape);
    const data = new codec.array(count);
    for (let i = 0; i < count; i++) data[i] = codec.read(bytes, offset + i * codec.size);
    offset += count * codec.size;
    constants.set(name, new Constant(shape, data));
  }
  if (offset !== bytes.length) throw new Error(`weights end at byte ${offset}, their files at ${bytes.length}`);
}

const kPlain = {
  float32: { size: 4, array: Float32Array, read: (bytes, at) => bytes.readFloatLE(at) },
  int32: { size: 4, array: Int32Array, read: (bytes, at) => bytes.readInt32LE(at) },
};

function quantized({ dtype, scale, min }) {
  if (dtype === 'float16') return { size: 2, array: Float32Array, read: (bytes, at) => half(bytes.readUInt16LE(at)) };
  if (dtype === 'uint8') return { size: 1, array: Float32Array, read: (bytes, at) => bytes[at] * scale + min };
  if (dtype === 'uint16') {
    return { size: 2, array: Float32Array, read: (bytes, at) => bytes.readUInt16LE(at) * scale + min };
  }
  return undefined;
}

/** IEEE 754 half precision. */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
