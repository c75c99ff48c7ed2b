// Records what TensorFlow.js itself computes, for tfjs2onnx_test.cpp to compare ONNX Runtime with. Not run by the tests:
//   npm install @tensorflow/tfjs@4.22.0   (anywhere, then from there:)
//   node .../make_golden.mjs MODEL.json INPUT_NODE ROWSxCOLUMNS NHWC|NCHW OUT.json TENSOR=NAME ...

import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const tf = require('@tensorflow/tfjs');

const [modelFile, inputNode, size, layout, outFile, ...outputs] = process.argv.slice(2);
const [rows, columns] = size.split('x').map(Number);
const kSamples = 400;

/** Picture value of channel c at (y, x); tfjs2onnx_test.cpp computes the same. */
const pixel = (c, y, x) => Math.sin(0.7 * c + 0.31 * y) + Math.cos(0.23 * x - 0.05 * y * c);

function picture() {
  const data = new Float32Array(rows * columns * 3);
  let i = 0;
  if (layout === 'NHWC') {
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) for (let c = 0; c < 3; c++) data[i++] = pixel(c, y, x);
    return tf.tensor(data, [1, rows, columns, 3]);
  }
  for (let c = 0; c < 3; c++) for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) data[i++] = pixel(c, y, x);
  return tf.tensor(data, [1, 3, rows, columns]);
}

async function load() {
  const model = JSON.parse(readFileSync(modelFile, 'utf8'));
  const folder = path.dirname(modelFile);
  const data = Buffer.concat(model.weightsManifest.flatMap((g) => g.paths.map((p) => readFileSync(path.join(folder, p)))));
  return tf.loadGraphModel({
    load: async () => ({
      modelTopology: model.modelTopology,
      format: 'graph-model',
      weightSpecs: model.weightsManifest.flatMap((g) => g.weights),
      weightData: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength),
    }),
  });
}

await tf.setBackend('cpu');
const model = await load();
const wanted = outputs.map((pair) => pair.split('='));
const results = await model.executeAsync({ [inputNode]: picture() }, wanted.map(([tensor]) => tensor));
const golden = {};
[results].flat().forEach((result, i) => {
  const values = result.dataSync();
  const step = Math.max(1, Math.floor(values.length / kSamples));
  const samples = Array.from(values).filter((_, at) => at % step === 0);
  golden[wanted[i][1]] = { shape: result.shape, step, samples: samples.map((v) => Number(v.toPrecision(7))) };
});
writeFileSync(outFile, `${JSON.stringify(golden)}\n`);
