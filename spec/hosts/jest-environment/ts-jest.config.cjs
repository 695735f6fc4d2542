module.exports = { preset: 'ts-jest', testMatch: ['**/timers.test.ts'], testEnvironment: 'tickless/jest-environment' };
