module.exports = { testMatch: ['**/*.test.cjs'], transform: {}, testEnvironment: 'tickless/jest-environment' };
