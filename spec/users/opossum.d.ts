/** What our spec uses of it; the package has no types of its own. */
declare module 'opossum' {
  export default class CircuitBreaker<A extends unknown[], T> {
    constructor(
      action: (...args: A) => Promise<T>,
      options: { timeout?: number; resetTimeout?: number; errorThresholdPercentage?: number; volumeThreshold?: number },
    );
    readonly opened: boolean;
    readonly halfOpen: boolean;
    readonly closed: boolean;
    fire(...args: A): Promise<T>;
    shutdown(): void;
  }
}
