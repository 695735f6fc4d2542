module.exports = { preset: 'ts-jest', testMatch: ['**/timers.test.ts'] };
