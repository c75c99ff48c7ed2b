// The protobuf wire format, as much as an ONNX file needs.
// https://protobuf.dev/programming-guides/encoding/

const kVarint = 0;
const kLengthDelimited = 2;
const kFixed32 = 5;

/** One protobuf message being written, field by field in the order of the calls. */
export class Message {
  #parts = [];

  /** @param {number} field @param {number|bigint} value written as int64 (negative values take ten bytes) */
  integer(field, value) {
    this.#tag(field, kVarint);
    this.#varint(value);
    return this;
  }

  /** @param {number} field @param {number} value */
  float(field, value) {
    this.#tag(field, kFixed32);
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    this.#parts.push(bytes);
    return this;
  }

  /** @param {number} field @param {string|Uint8Array|Message} value */
  bytes(field, value) {
    const content = value instanceof Message ? value.toBuffer() : Buffer.from(value);
    this.#tag(field, kLengthDelimited);
    this.#varint(content.length);
    this.#parts.push(content);
    return this;
  }

  /** A repeated field: `write(value)` for each of `values`. */
  each(values, write) {
    for (const value of values) write(this, value);
    return this;
  }

  toBuffer() {
    return Buffer.concat(this.#parts);
  }

  #tag(field, type) {
    this.#varint((field << 3) | type);
  }

  #varint(value) {
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes = [];
    for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    bytes.push(Number(rest));
    this.#parts.push(Buffer.from(bytes));
  }
}
