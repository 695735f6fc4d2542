/**
 * React renders by a setTimeout that it keeps when it is loaded, as jsdom has nothing better. Only with the preset is that on virtual time, too.
 *
 * @jest-environment tickless/jest-environment/jsdom
 */
const { cleanup, render, screen } = require('@testing-library/react');
const { createElement, useEffect, useState } = require('react');
const { inVirtualTime } = require('tickless');

function Seconds() {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const interval = setInterval(() => setSeconds((before) => before + 1), 1_000);
    return () => clearInterval(interval);
  }, []);
  return createElement('p', undefined, `${seconds} s`);
}

test(
  'a component is rendered as soon as its timer has fired',
  inVirtualTime(async (clock) => {
    render(createElement(Seconds));
    await screen.findByText('3 s', undefined, { timeout: 10_000 });
    expect(Math.floor(clock.elapsed() / 100)).toBe(30);
    cleanup();
  }),
);

test('what its effects have started is left over, if it is still mounted at the end', () =>
  expect(inVirtualTime(() => void render(createElement(Seconds)))()).rejects.toThrow('Interval (anonymous)'));
