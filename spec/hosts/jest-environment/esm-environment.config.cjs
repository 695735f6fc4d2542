module.exports = { testMatch: ['**/*.test.mjs'], transform: {}, testEnvironment: 'tickless/jest-environment' };
