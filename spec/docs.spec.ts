import { blocks, pages } from './support/doc-blocks';
import { brokenLinks } from './support/doc-links';
import { publicNames, typeErrors } from './support/doc-program';
import { runExample } from './support/run-example';

describe('examples in the documentation', () => {
  // A copy of the library for each example: one may close the current loop of its copy, or set another.
  beforeEach(() => jest.resetModules());
  beforeEach(() => {
    for (const method of ['log', 'info', 'warn', 'error'] as const) jest.spyOn(console, method).mockReturnValue();
  });
  afterEach(() => jest.restoreAllMocks());

  it.each(blocks.filter((block) => block.runs).map((block) => [`${block.file}:${block.firstLine}`, block] as const))(
    '%s does what it says',
    async (_where, block) => {
      await runExample(block.code, block.firstLine);
    },
  );

  it('passes the type checker', () => {
    expect(typeErrors()).toEqual([]);
  });
});

describe('doc comments', () => {
  it.each(publicNames())('$name ($where) has a sentence, and an example if it is a value', ({ comment, isValue }) => {
    expect(comment).toMatch(/\w+ \w+/);
    if (isValue) expect(comment).toContain('```ts');
  });
});

describe('links', () => {
  it.each(pages)('of %s lead to a file and a heading that exist', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });
});
