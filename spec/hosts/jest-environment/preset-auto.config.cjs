module.exports = { ...require('./auto.config.cjs'), preset: 'tickless' };
