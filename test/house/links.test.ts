import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const pages = globSync(['*.md', 'docs/**/*.md']);

/** What a heading is called in a link, as GitHub builds it. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

test('every link between pages leads somewhere', () => {
  const broken = pages.flatMap((page) => {
    const text = readFileSync(page, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
    return links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [path = '', anchor] = link.split('#');
        const target = path ? join(dirname(page), path) : page;
        if (!existsSync(target)) return true;
        if (!anchor || !target.endsWith('.md')) return false;
        const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map((match) =>
          anchorOf(match[1] ?? ''),
        );
        return !headings.includes(anchor);
      })
      .map((link) => `${page}: ${link}`);
  });
  assert.ok(pages.length > 3);
  assert.deepEqual(broken, []);
});
