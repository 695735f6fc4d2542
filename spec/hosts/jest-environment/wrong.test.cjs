/**
 * @jest-environment-options {"tickless": {"ordre": "host"}}
 */
test('never runs', () => undefined);
