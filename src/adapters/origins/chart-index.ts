/**
 * Finds a version of a chart in the text of a repository's index. The index of a large repository takes seconds to parse as
 * YAML, during which nothing else would be served; helm writes it in one form, line by line.
 * @returns its digest, if it is given; nothing if the version is not listed; `unread` if nothing is listed in that form
 */
export function findInIndex(index: string, name: string, version: string): { digest?: string } | undefined | 'unread' {
  let chart: string | undefined;
  let entry: Record<string, string> = {};
  let indent = 0;
  let isRead = false;
  const isIt = () => chart === name && plain(entry['version']) === plain(version);
  const answer = () => (entry['digest'] ? { digest: entry['digest'] } : {});
  for (const line of index.split('\n')) {
    const [, spaces = '', dash = '', key = '', value = ''] =
      /^( *)(- )?([\w./-]+|"[^"]+"|'[^']+'):\s*(.*)$/.exec(line) ?? [];
    if (key === '') continue;
    if (dash === '' && value.trim() === '' && spaces.length === 2) {
      if (isIt()) return answer();
      [chart, entry, indent] = [bare(key), {}, 0];
    } else if (dash !== '' && (indent === 0 || spaces.length + 2 === indent)) {
      if (isIt()) return answer();
      [entry, indent] = [{ [key]: bare(value) }, spaces.length + 2];
    } else if (dash === '' && spaces.length === indent && indent > 0) {
      entry[key] = bare(value);
    }
    if (entry['version'] !== undefined) isRead = true;
  }
  if (isIt()) return answer();
  return isRead ? undefined : 'unread';
}

/** To helm `v1.2.3` and `1.2.3` are one version. */
const plain = (version: string | undefined) => version?.replace(/^v/, '');

const bare = (text: string) => text.trim().replace(/^(["'])(.*)\1$/, '$2');
