module.exports = {
  preset: 'tickless',
  testMatch: ['**/captured.test.mjs'],
  transform: {},
  testEnvironmentOptions: { tickless: { advance: 'auto', order: 'host' } },
};
