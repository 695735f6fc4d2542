import { afterEach, beforeEach, describe, test } from 'node:test';
import { ticking, virtual } from './suite.cjs';

describe('inVirtualTime', () => virtual(test));
describe('install', () => ticking({ test, beforeEach, afterEach }));
