export * from 'tickless/fake-timers';
