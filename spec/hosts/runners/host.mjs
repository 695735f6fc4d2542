/** One suite in runners that need no adapter: `inVirtualTime` around a test, or `install` before and after it. */
const nodeTest = 'node --test --test-reporter tap node.test.mjs';
const says = { node: /# (pass 7)\n# fail 0/, mocha: /(7 passing)/, jasmine: /(7 specs), 0 failures/ };

export const rows = [
  ...['20', '22', '24', '26'].map((node) =>
    row('node:test', `inVirtualTime and install, Node ${node}`, nodeTest, says.node, { node }),
  ),
  row('Mocha 11', 'inVirtualTime and install', 'npx mocha mocha.test.cjs', says.mocha),
  row('Mocha 11', 'in parallel', 'npx mocha --parallel mocha.test.cjs', says.mocha),
  row('Jasmine 7', 'inVirtualTime and install', 'npx jasmine jasmine.test.cjs', says.jasmine),
];

function row(host, feature, run, says, more = {}) {
  return { host, feature, run, says, ...more };
}
