interface Process {
  getActiveResourcesInfo?: () => string[];
}

/** How many timers of the host keep the process alive; 0 where the host does not say. */
export function pendingRealTimers(): number {
  const { process } = globalThis as { process?: Process };
  return process?.getActiveResourcesInfo?.().filter((kind) => kind === 'Timeout').length ?? 0;
}
