module.exports = { testMatch: ['**/timers.test.cjs', '**/dom.test.cjs'], transform: {}, testEnvironment: 'jsdom' };
