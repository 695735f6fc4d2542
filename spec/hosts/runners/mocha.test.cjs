const { ticking, virtual } = require('./suite.cjs');

describe('inVirtualTime', () => virtual(it));
describe('install', () => ticking({ test: it, beforeEach, afterEach }));
