/** The code under test, as anybody would write it: it knows nothing of tickless. */

/** Calls `work` until it succeeds, with pauses that double. */
async function retry(work, { times, pauseMs }) {
  for (let i = 1; ; i++) {
    try {
      return await work();
    } catch (error) {
      if (i === times) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs * 2 ** (i - 1)));
    }
  }
}

/** Calls `callback` once nobody has called the result for so long. */
function debounce(callback, ms) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(callback, ms, ...args);
  };
}

module.exports = { debounce, retry };
