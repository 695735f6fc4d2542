import assert from 'node:assert/strict';
import type { Program, World } from './program';

/** Packages and what they need. */
const PACKAGES: Record<string, readonly string[]> = {
  app: ['router', 'store'],
  router: ['events'],
  store: ['events', 'clone'],
  events: [],
  clone: ['events'],
};

type Tree = { readonly [name: string]: Tree };

/** Remembers what has arrived, so two who ask while it is on its way both fetch it. */
function remembersAnswers(fetch: (name: string) => Promise<readonly string[]>): (name: string) => Promise<Tree> {
  const known = new Map<string, readonly string[]>();
  return async function resolve(name): Promise<Tree> {
    let needs = known.get(name);
    if (needs === undefined) {
      needs = await fetch(name);
      known.set(name, needs);
    }
    const below = await Promise.all(needs.map(async (need) => [need, await resolve(need)] as const));
    return Object.fromEntries(below);
  };
}

/** Remembers what was asked for. */
function remembersQuestions(fetch: (name: string) => Promise<readonly string[]>): (name: string) => Promise<Tree> {
  const asked = new Map<string, Promise<readonly string[]>>();
  return async function resolve(name): Promise<Tree> {
    if (!asked.has(name)) asked.set(name, fetch(name));
    const needs = await asked.get(name)!;
    const below = await Promise.all(needs.map(async (need) => [need, await resolve(need)] as const));
    return Object.fromEntries(below);
  };
}

async function fetchesOnce(world: World, makeResolve: typeof remembersAnswers): Promise<void> {
  const fetched: string[] = [];
  const fetch = world.boundary('registry.fetch', (name: string) => {
    fetched.push(name);
    return PACKAGES[name]!;
  });
  const tree = await makeResolve(fetch)('app');
  assert.deepEqual(tree, { router: { events: {} }, store: { events: {}, clone: { events: {} } } });
  assert.deepEqual(fetched.sort(), Object.keys(PACKAGES).sort(), 'every package is fetched once');
}

export const dependencyTree: Program = {
  name: 'dependency tree fetched twice',
  idea: 'fast-check example',
  others: 'within 100',
  mark: 5,
  buggy: (world) => fetchesOnce(world, remembersAnswers),
  fixed: (world) => fetchesOnce(world, remembersQuestions),
};
