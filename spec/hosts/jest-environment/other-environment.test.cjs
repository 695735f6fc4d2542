/**
 * @jest-environment jsdom
 */
test('never runs', () => undefined);
