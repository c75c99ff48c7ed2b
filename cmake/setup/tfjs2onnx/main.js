// tfjs2onnx: turns a TensorFlow.js graph model into an ONNX model (opset 13).

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readModel } from './tfjs_model.js';
import { translate } from './translator.js';

const kUsage = `usage: node main.js MODEL.json OUT.onnx --output NAME=TENSOR ... [--input NODE=1,300,300,3 ...]
  --output   an output of the ONNX model and the tensor of the graph behind it, 'node' or 'node:result'
  --input    cut the graph at NODE and feed a tensor of this shape there (default: the graph's placeholders)`;

function pairs(options = []) {
  return options.map((option) => {
    const at = option.indexOf('=');
    if (at < 1) throw new Error(`expected NAME=VALUE, got ${option}`);
    return [option.slice(0, at), option.slice(at + 1)];
  });
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { input: { type: 'string', multiple: true }, output: { type: 'string', multiple: true } },
  });
  const [modelFile, onnxFile] = positionals;
  if (!onnxFile || !values.output) {
    console.error(kUsage);
    process.exit(2);
  }
  const shapes = pairs(values.input).map(([node, shape]) => [node, shape.split(',').map(Number)]);
  const onnx = translate(readModel(modelFile), Object.fromEntries(shapes), Object.fromEntries(pairs(values.output)));
  writeFileSync(onnxFile, onnx);
}

try {
  main();
} catch (error) {
  console.error(`tfjs2onnx: ${error.message}`);
  process.exit(1);
}
