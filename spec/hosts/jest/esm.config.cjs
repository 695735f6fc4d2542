module.exports = { testMatch: ['**/timers.test.mjs'], transform: {} };
