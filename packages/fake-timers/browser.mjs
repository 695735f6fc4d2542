// What bundlers for browsers take for index.js: of an ES module they can leave out what is not used.
export { timers, createClock, install, withGlobal } from 'tickless/fake-timers';
