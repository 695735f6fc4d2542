module.exports = { testMatch: ['**/timers.test.cjs'], transform: {} };
