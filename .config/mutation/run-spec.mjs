import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import { TestStatus } from '@stryker-mutator/api/test-runner';
import * as circus from 'jest-circus';
import { TestEnvironment } from 'jest-environment-node';
import { Console } from 'node:console';
import { dirname, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { forgetRealWork, restoreModules } from './restore-modules.mjs';

/**
 * Runs a spec file in a global of its own, where the instrumented library finds the object `stryker`. Tests are run until one fails; `isWanted` knows which, by
 * their ids. `activate` is called once everything is loaded.
 */
export async function runSpec(file, modules, { stryker, activate, isWanted, timeoutMs }) {
  const environment = new TestEnvironment({ globalConfig: {}, projectConfig: PROJECT });
  const { expect, load, requireFrom, isolate } = modules.enter(environment);
  expect.extend({ toMatchInlineSnapshot });
  const { describe, it, test, beforeAll, beforeEach, afterEach, afterAll } = circus;
  Object.assign(environment.global, { describe, it, test, beforeAll, beforeEach, afterEach, afterAll });
  environment.global.expect = quick(expect);
  // Expectations take a stack trace each.
  environment.global.Error.stackTraceLimit = 10;
  environment.global.jest = jestObject(
    environment.moduleMocker,
    (name) => requireFrom(dirname(resolve(file)), name),
    isolate,
  );
  environment.global.console = new Console(new Writable({ write: (chunk, encoding, done) => done() }));
  environment.global[INSTRUMENTER_CONSTANTS.NAMESPACE] = stryker;

  const results = [];
  let failed = false;
  let current = { errors: [] };
  const onError = (error) => current.errors.push(error);
  const onEvent = ({ name, test }) => {
    if (name === 'test_start') {
      const id = idOf(file, test);
      if (failed || TOO_SLOW.test(id) || !isWanted(id)) test.mode = 'skip';
      else {
        current = test;
        stryker.currentTestId = id;
        expect.setState({ assertionCalls: 0, expectedAssertionsNumber: null, isExpectingAssertions: false });
      }
    } else if (name === 'test_done') {
      delete stryker.currentTestId;
      test.errors.push(...expect.extractExpectedAssertionsErrors().map(({ error }) => error));
      failed ||= test.errors.length > 0;
      results.push(resultOf(file, test, test.errors));
    }
  };

  circus.resetState();
  circus.getState().testTimeout = timeoutMs;
  circus.addEventHandler(onEvent);
  process.on('uncaughtException', onError).on('unhandledRejection', onError);
  try {
    load(file);
    activate?.();
    await circus.run();
    // What a failed test has left is for nobody else. It may also go on for ever, as a driver does whose every turn throws.
    if (failed) {
      await turn();
      current = { errors: [] };
      for (let i = 0; i < 3; i++) await turn();
      spoiled ||= current.errors.length > 0;
    }
  } catch (error) {
    results.push(resultOf(file, { name: 'can be loaded' }, [error]));
  } finally {
    circus.removeEventHandler(onEvent);
    restoreModules();
    forgetRealWork();
    process.off('uncaughtException', onError).off('unhandledRejection', onError);
    await environment.teardown();
  }
  return results;
}

let spoiled = false;

/** Whether what a failed test has left still throws, and would have whatever follows in this process fail as well. */
export function isSpoiled() {
  return spoiled;
}

/** Seconds each, and each about one size that is too large for something. */
const TOO_SLOW = /by default, although an interval of 0 ms goes on$|more leftovers than a call can have arguments$/;

const PROJECT = { testEnvironmentOptions: { globalsCleanup: 'off' }, globals: {} };

/** Making the sixty matchers takes longer than most comparisons, and properties compare a lot. */
function quick(expect) {
  class Expectation {
    constructor(actual) {
      this.actual = actual;
    }

    toBe(expected) {
      if (Object.is(this.actual, expected)) expect.setState({ assertionCalls: expect.getState().assertionCalls + 1 });
      else expect(this.actual).toBe(expected);
    }
  }
  const others = new Proxy({}, { get: (target, name, { actual }) => expect(actual)[name] });
  Object.setPrototypeOf(Expectation.prototype, others);
  return Object.assign((actual) => new Expectation(actual), expect);
}

/** As much of Jest's `jest` as our specs use. */
function jestObject(moduleMocker, requireActual, isolate) {
  return {
    fn: moduleMocker.fn.bind(moduleMocker),
    spyOn: moduleMocker.spyOn.bind(moduleMocker),
    restoreAllMocks: () => moduleMocker.restoreAllMocks(),
    requireActual,
    isolateModulesAsync: async (action) => {
      const restore = isolate();
      await action().finally(restore);
    },
  };
}

/** As Jest compares it: in quotes, indented as the first line is. */
function toMatchInlineSnapshot(received, snapshot) {
  const indent = /^\n?( *)/.exec(snapshot)[1];
  const expected = snapshot.replaceAll(`\n${indent}`, '\n').trim();
  const text = typeof received === 'string' ? `"${received}"` : String(received);
  return { pass: text === expected, message: () => `${text}\nis not\n${expected}` };
}

function idOf(file, { name, parent }) {
  const names = [name];
  for (let block = parent; block?.parent; block = block.parent) names.unshift(block.name);
  return [file, ...names].join(' > ');
}

function resultOf(file, test, errors) {
  const id = idOf(file, test);
  const result = { id, name: id, fileName: resolve(file), timeSpentMs: test.duration ?? 0 };
  if (errors.length === 0) return { ...result, status: TestStatus.Success };
  return { ...result, status: TestStatus.Failed, failureMessage: String([errors[0]].flat()[0]?.message ?? errors[0]) };
}
