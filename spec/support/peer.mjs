// The servers of servers.mjs in a process of their own. Prints their ports; ends when its input ends.
import { closeSync, openSync } from 'node:fs';
import { startServers } from './servers.mjs';

const [fifo] = process.argv.slice(2);
const { ports } = await startServers();

// Whoever opens the FIFO for reading is held in a thread until somebody has it open for writing: from 300 ms after the one signal until the other.
const open = [];
process.on('SIGUSR2', () => setTimeout(() => open.push(openSync(fifo, 'r+')), 300));
process.on('SIGHUP', () => open.splice(0).forEach(closeSync));

process.stdin.on('end', () => process.exit()).resume();
console.log(JSON.stringify(ports));
