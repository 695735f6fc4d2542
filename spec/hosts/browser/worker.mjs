/** Answers each message, a little later. */
onmessage = ({ data }) => setTimeout(() => postMessage(data + 1), 30);
