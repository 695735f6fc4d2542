/** The table of docs/hosts.md: lines of `| host | feature | result |`, between two marks. */
const [BEGIN, END] = ['<!-- results -->', '<!-- end of results -->'];

export function readTable(text) {
  return linesOf(text).map((line) => {
    const [host, feature, result] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    return { host, feature, result };
  });
}

/** The text with the results of these rows; those of other rows stay, and new ones come behind the others of their host. */
export function writeTable(text, rows) {
  const all = readTable(text);
  for (const { host, feature, result } of rows) {
    const row = all.find((other) => other.host === host && other.feature === feature);
    if (row !== undefined) row.result = result;
    else {
      const last = all.findLastIndex((other) => other.host === host);
      all.splice(last === -1 ? all.length : last + 1, 0, { host, feature, result });
    }
  }
  const cells = [{ host: 'host', feature: 'feature', result: 'result' }, ...all];
  const [hosts, features, results] = ['host', 'feature', 'result'].map((key) =>
    Math.max(...cells.map((row) => row[key].length)),
  );
  const lines = cells.map(
    ({ host, feature, result }) =>
      `| ${host.padEnd(hosts)} | ${feature.padEnd(features)} | ${result.padEnd(results)} |`,
  );
  lines.splice(1, 0, `| ${'-'.repeat(hosts)} | ${'-'.repeat(features)} | ${'-'.repeat(results)} |`);
  const [before, after] = around(text);
  return `${before}\n\n${lines.join('\n')}\n\n${after}`;
}

function linesOf(text) {
  const [before, after] = around(text);
  const table = text.slice(before.length, text.length - after.length).trim();
  return table === '' ? [] : table.split('\n').slice(2);
}

/** What is before the table, with the first mark, and what is after it, with the other. */
function around(text) {
  const [begin, end] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  return [text.slice(0, begin), text.slice(end)];
}
