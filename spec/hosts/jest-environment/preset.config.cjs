module.exports = { preset: 'tickless', testMatch: ['**/captured*.test.cjs'], transform: {} };
