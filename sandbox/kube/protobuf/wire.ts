/** One field of a protobuf message as it stands on the wire. */
export interface WireField {
  number: number;
  value: bigint | Uint8Array;
}

function readVarint(bytes: Uint8Array, start: number): [value: bigint, next: number] {
  let value = 0n;
  let at = start;
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[at];
    if (byte === undefined) throw new Error('unexpected end of the message');
    at += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
  }
}

/** The fields of a message, in order. */
export function* wireFields(bytes: Uint8Array): Generator<WireField> {
  let at = 0;
  while (at < bytes.length) {
    const [tag, afterTag] = readVarint(bytes, at);
    const number = Number(tag >> 3n);
    const form = Number(tag & 7n);
    if (form === 0) {
      const [value, next] = readVarint(bytes, afterTag);
      at = next;
      yield { number, value };
    } else if (form === 2) {
      const [length, start] = readVarint(bytes, afterTag);
      at = start + Number(length);
      if (at > bytes.length) throw new Error('unexpected end of the message');
      yield { number, value: bytes.subarray(start, at) };
    } else {
      // Kubernetes' messages that are read here have no fixed-width fields.
      throw new Error(`unexpected wire type ${form}`);
    }
  }
}
