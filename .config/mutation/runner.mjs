import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Modules } from './modules.mjs';
import { isSpoiled, runSpec } from './run-spec.mjs';

/**
 * Runs the specs for Stryker in one process that lives on. Stryker's own runner for Jest starts Jest for each mutant, which takes seconds. Here a file is
 * compiled once; each spec file that meets the mutant then gets a global of its own, as under Jest, and runs its modules anew in it. That takes some 20 ms.
 */
class MutationRunner {
  #modules = new Modules(process.cwd());

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun({ files }) {
    const stryker = { mutantCoverage: { static: {}, perTest: {} } };
    const tests = [];
    for (const file of specFiles(new Set(files.map(layerOf))))
      tests.push(...(await runSpec(file, this.#modules, { stryker, timeoutMs: 120_000, isWanted: () => true })));

    const durations = {};
    for (const { id, timeSpentMs } of tests) durations[fileOf(id)] = (durations[fileOf(id)] ?? 0) + timeSpentMs;
    writeFileSync(DURATIONS, JSON.stringify(durations));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, sandboxFileName, hitLimit }) {
    // Stryker then begins this mutant anew, in another process.
    if (isSpoiled()) process.exit(1);
    const mutated = relative(process.cwd(), sandboxFileName);
    const wanted = testFilter && new Set(testFilter.filter((id) => isWorthwhile(id, mutated)));
    const files = wanted ? [...new Set([...wanted].map(fileOf))] : specFiles([layerOf(sandboxFileName)]);
    const durations = JSON.parse(readFileSync(DURATIONS, 'utf8'));
    const tests = [];
    for (const file of likeliestFirst(files, mutated, durations)) {
      const stryker = { hitLimit, hitCount: hitLimit && 0 };
      const activate = () => (stryker.activeMutant = activeMutant.id);
      if (mutantActivation === 'static') activate();
      const timeoutMs = 5_000 + 2 * durations[file];
      const isWanted = (id) => (wanted ? wanted.has(id) : isWorthwhile(id, mutated));
      tests.push(...(await runSpec(file, this.#modules, { stryker, activate, isWanted, timeoutMs })));

      const endless = determineHitLimitReached(stryker.hitCount, hitLimit) ?? tests.find(waitsForEver);
      if (endless) return { status: MutantRunStatus.Timeout, reason: endless.reason ?? endless.failureMessage };
      if (tests.some(({ status }) => status === TestStatus.Failed)) break;
    }
    return toMutantRunResult({ status: DryRunStatus.Complete, tests });
  }
}

/** How long each spec file takes: in the sandbox, since a process that hangs is followed by another. */
const DURATIONS = 'durations.json';

/**
 * The specs of these layers. Not those whose programs run the built library in processes of their own, for no mutant is in there, and not the longest comparison
 * with another library: others compare the same verbs.
 */
function specFiles(layers) {
  return [...layers]
    .flatMap((layer) => readdirSync(join('spec', layer), { recursive: true }).map((name) => join('spec', layer, name)))
    .filter((file) => file.endsWith('.spec.ts') && !/two-copies|model.sync/.test(file));
}

/** `core` of `lib/core/engine.ts`, wherever that is. */
function layerOf(path) {
  return /([^/\\]+)[/\\][^/\\]+$/.exec(path)[1];
}

/** Properties take long, and find little in another file than that they are about which the plain tests do not. */
function isWorthwhile(id, mutated) {
  return !id.endsWith('(property)') || fileOf(id) === specOf(mutated);
}

function specOf(mutated) {
  return mutated.replace(/^lib(.*)\.ts$/, 'spec$1.spec.ts');
}

function fileOf(id) {
  return id.split(' > ', 1)[0];
}

/** The spec of the mutant's own file, then the quickest. */
function likeliestFirst(files, mutated, durations) {
  const own = specOf(mutated);
  return files.sort((a, b) => Number(b === own) - Number(a === own) || durations[a] - durations[b]);
}

function waitsForEver({ failureMessage }) {
  return failureMessage?.includes('Exceeded timeout of');
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'specs', MutationRunner)];
