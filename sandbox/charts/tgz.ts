import { gzipSync } from 'node:zlib';

/** A text file to pack; its path has slashes. */
export interface TarFile {
  path: string;
  content: string;
}

const BLOCK = 512;
/** 2026-09-01: always the same, so that a chart's digest is too. */
const MTIME_S = 1788220800;

/** Packs text files as a gzipped ustar archive that is the same, byte by byte, on every run. */
export function packTgz(files: TarFile[]): Uint8Array {
  const parts = files.flatMap(({ path, content }) => {
    const body = Buffer.from(content);
    const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
    return [header(path, body.length), body, padding];
  });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level: 9 });
}

function header(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  if (Buffer.byteLength(path) > 100) throw new Error(`path too long for a plain tar header: ${path}`);
  block.write(path, 0);
  block.write(octal(0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(MTIME_S, 12), 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\0', 257);
  block.write('00', 263);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
