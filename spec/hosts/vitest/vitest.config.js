import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { setupFiles: ['tickless/vitest'], fakeTimers: { loopLimit: 500 } },
});
