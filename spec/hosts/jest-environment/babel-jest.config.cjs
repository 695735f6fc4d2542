module.exports = {
  testMatch: ['**/timers.test.ts'],
  transform: {
    '\\.ts$': [
      'babel-jest',
      { presets: ['@babel/preset-typescript'], plugins: ['@babel/plugin-transform-modules-commonjs'] },
    ],
  },
  testEnvironment: 'tickless/jest-environment',
};
