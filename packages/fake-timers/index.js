'use strict';

// Exactly these four names, in this order, in an object that can be written to, and no __esModule: Jest compares the names with those of
// withGlobal(), and Sinon's bundles look for a default export where __esModule is set.
const { timers, createClock, install, withGlobal } = require('tickless/fake-timers');

module.exports = { timers, createClock, install, withGlobal };
