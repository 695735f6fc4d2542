module.exports = { preset: 'tickless', testMatch: ['**/other-environment.test.cjs'], transform: {} };
