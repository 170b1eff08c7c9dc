import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from '../../../src/adapters/http/request/canonical-json.ts';
import { parseStrictJson } from '../../../src/adapters/http/request/strict-json.ts';
import { ProblemError } from '../../../src/model/problem.ts';

const parse = (text: string) => parseStrictJson(Buffer.from(text));
const codeOf = (text: string) => {
  try {
    parse(text);
    return 'none';
  } catch (error) {
    return error instanceof ProblemError ? error.problem.code : 'fault';
  }
};

test('what a JSON library writes is read as it was, in composed form', () => {
  const plain = fc.string({ unit: fc.constantFrom(...'abcäé {}[]",:\\/\n\t0😀') });
  const value = fc.jsonValue({ stringUnit: fc.constantFrom(...'aé{}[]",:\\ 😀') });
  fc.assert(
    fc.property(fc.dictionary(plain, value), (object) => {
      assert.deepEqual(parse(JSON.stringify(object)), JSON.parse(JSON.stringify(object)));
    }),
  );
  assert.equal(parse('"e\\u0301"'), '\u00e9');
});

test('whatever the bytes are, the answer is a value or a problem', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: fc.constantFrom(...'{}[]":,\\u0d8"1a ') }).map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(bytes, (sample) => {
      try {
        parseStrictJson(Buffer.from(sample));
      } catch (error) {
        assert.ok(error instanceof ProblemError, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});

test('the same member in two objects is no duplicate', () => {
  assert.deepEqual(parse('{"a":{"b":1},"c":[{"b":2},{"b":"b\\":"}]}'), { a: { b: 1 }, c: [{ b: 2 }, { b: 'b":' }] });
  assert.equal(codeOf('{"a":1,"b":{"c":[]},"a":2}'), 'malformed-json');
});

test('32 levels are read and 33 are not; brackets in a text do not count', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  assert.equal(codeOf(nested(32)), 'none');
  assert.equal(codeOf(nested(33)), 'invalid-request');
  assert.equal(codeOf(JSON.stringify(['['.repeat(100)])), 'none');
});

test('a number beyond what can be held is refused', () => {
  assert.equal(codeOf('{"a":1e999}'), 'invalid-request');
});

test('lines and tabs are text, other control characters are not', () => {
  assert.equal(codeOf(JSON.stringify('a\n\tb')), 'none');
  for (const character of ['\r', '\0', '\u007f', '\u0085'])
    assert.equal(codeOf(JSON.stringify(character)), 'invalid-request');
});

test('64 KiB of quotes and backslashes are read in no time', () => {
  const started = performance.now();
  codeOf(`"${'\\"'.repeat(32_000)}`);
  codeOf(`["${'\\"'.repeat(32_000)}"]`);
  codeOf(`{${Array.from({ length: 6_000 }, (_, key) => `"k${key}":1`).join(',')}}`);
  assert.ok(performance.now() - started < 1_000);
});

test('canonical JSON is the same for the same value, whatever the order of members', () => {
  assert.equal(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined }), '{"b":[1,{"c":"x","d":null}]}');
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const turned = Object.fromEntries(Object.entries(object).reverse());
      assert.equal(canonicalJson(turned), canonicalJson(object));
      assert.deepEqual(JSON.parse(canonicalJson(object)), JSON.parse(JSON.stringify(object)));
    }),
  );
});
