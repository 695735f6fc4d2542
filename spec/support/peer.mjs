// The servers of servers.mjs in a process of their own. Prints their ports; ends when its input ends.
import { openSync, closeSync } from 'node:fs';
import { startServers } from './servers.mjs';

const [fifo] = process.argv.slice(2);
const { ports } = await startServers();

// Whoever has opened the FIFO for reading is held in a thread until somebody opens it for writing, which is 300 ms after this signal.
process.on('SIGUSR2', () => setTimeout(() => closeSync(openSync(fifo, 'w')), 300));

process.stdin.on('end', () => process.exit()).resume();
console.log(JSON.stringify(ports));
